/** Names become addresses: kept for a while or looked up for each connection, and spread over what a name has. */
import { lookup as lookupName, type LookupAddress, type LookupOptions } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import type { DnsSettings } from '../../core/plan/compiledPlan.ts'

type Answer = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void

interface Known {
  addresses: LookupAddress[]
  untilMs: number
  /** Connections that have begun with them. */
  turn: number
}

export class Resolver {
  readonly #settings: DnsSettings
  readonly #hosts: Map<string, string>
  readonly #known = new Map<string, Known>()
  readonly #asked = new Map<string, Answer[]>()

  constructor(settings: DnsSettings) {
    this.#settings = settings
    this.#hosts = new Map(settings.hosts)
  }

  /** As node:net and node:tls take it. */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    this.#addressesOf(hostname.toLowerCase(), options, (error, addresses) => {
      const wanted = options.family === 4 || options.family === 6 ? options.family : 0
      const fit = wanted === 0 ? addresses : addresses.filter(({ family }) => family === wanted)
      const [first] = fit
      if (error !== null) callback(error, options.all === true ? [] : '')
      else if (options.all === true) callback(null, fit)
      else if (first !== undefined) callback(null, first.address, first.family)
      else callback(notFound(hostname), '')
    })
  }

  #addressesOf(name: string, options: LookupOptions, answer: Answer): void {
    const given = this.#hosts.get(name)
    if (given !== undefined) {
      // Not at once: whoever measures the lookup begins to listen behind this call.
      process.nextTick(answer, null, [{ address: given, family: isIP(given) }])
      return
    }
    const known = this.#known.get(name)
    if (known !== undefined && known.untilMs > performance.now()) {
      process.nextTick(answer, null, this.#inTurn(known))
      return
    }
    const { keepMs } = this.#settings
    if (keepMs === 0) {
      this.#ask(name, options, (error, addresses) => answer(error, this.#spread(name, addresses)))
      return
    }
    // Of a thousand users that start at once, one asks.
    const waiting = this.#asked.get(name)
    if (waiting !== undefined) {
      waiting.push(answer)
      return
    }
    this.#asked.set(name, [answer])
    this.#ask(name, options, (error, addresses) => {
      const answers = this.#asked.get(name) ?? []
      this.#asked.delete(name)
      const fresh = { addresses, untilMs: performance.now() + keepMs, turn: 0 }
      if (error === null) this.#known.set(name, fresh)
      for (const each of answers) each(error, error === null ? this.#inTurn(fresh) : [])
    })
  }

  #ask(name: string, { hints }: LookupOptions, answer: Answer): void {
    const { family } = this.#settings
    lookupName(name, { all: true, family, ...(hints !== undefined && { hints }) }, (error, addresses) =>
      answer(error, addresses ?? []),
    )
  }

  /** The turn of a name whose addresses are not kept. */
  #spread(name: string, addresses: LookupAddress[]): LookupAddress[] {
    const known = this.#known.get(name) ?? { addresses, untilMs: 0, turn: 0 }
    known.addresses = addresses
    this.#known.set(name, known)
    return this.#inTurn(known)
  }

  #inTurn(known: Known): LookupAddress[] {
    return this.#settings.addresses === 'first' ? known.addresses : inTurn(known.addresses, known.turn++)
  }
}

/** Turned within each family: which family comes first is the resolver's word, and a machine may have only one of them. */
export function inTurn(addresses: readonly LookupAddress[], turn: number): LookupAddress[] {
  const families = [...new Set(addresses.map(({ family }) => family))]
  return families.flatMap((family) => {
    const own = addresses.filter((address) => address.family === family)
    const start = turn % own.length
    return [...own.slice(start), ...own.slice(0, start)]
  })
}

function notFound(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`no address of the family that is wanted for ${hostname}`), {
    code: 'ENOTFOUND',
    hostname,
  })
}
