/** Who is let in. Pure decisions about heads of requests, so that every door asks the same. */
import type { IncomingHttpHeaders } from 'node:http'
import { isSameSecret, type Tickets } from './secrets.ts'

export interface Refusal {
  status: 400 | 401 | 403 | 404 | 405 | 503
  reason: string
}

/** The subprotocol that both ends speak. The token comes as another one: browsers let a page set no other header there. */
export const PROTOCOL = 'loadwright'
const TOKEN_PROTOCOL = 'token.'

export interface Admission {
  /** Every request. */
  refusedHost(headers: IncomingHttpHeaders): Refusal | null
  /** What a page opens its channel with. */
  refusedChannel(headers: IncomingHttpHeaders): Refusal | null
  /** `Authorization: Bearer TOKEN` or `Ticket TICKET`. */
  refusedSession(headers: IncomingHttpHeaders): Refusal | null
}

const NO_TOKEN: Refusal = {
  status: 401,
  reason: 'The token is missing or wrong. Open the address that `loadwright serve` printed when it was started.',
}

export function createAdmission(options: { token: string; tickets: Tickets; hosts: ReadonlySet<string> }): Admission {
  const { token, tickets, hosts } = options
  const isToken = (given: string | undefined): boolean => given !== undefined && isSameSecret(given, token)

  function refusedHost({ host }: IncomingHttpHeaders): Refusal | null {
    if (host !== undefined && hosts.has(host.toLowerCase())) return null
    const reason = `This server does not go by that name. It answers to ${[...hosts].join(', ')}.`
    return { status: 403, reason }
  }

  return {
    refusedHost,
    refusedChannel(headers) {
      const elsewhere = refusedHost(headers)
      if (elsewhere !== null) return elsewhere
      // A WebSocket may be opened by the pages of any site: the browser says of which one it is.
      if (headers.origin?.toLowerCase() !== `http://${headers.host?.toLowerCase()}`) {
        return { status: 403, reason: 'Only the page of this server may open its channel.' }
      }
      const protocols = (headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim())
      const given = protocols.find((each) => each.startsWith(TOKEN_PROTOCOL))?.slice(TOKEN_PROTOCOL.length)
      return protocols.includes(PROTOCOL) && isToken(given) ? null : NO_TOKEN
    },
    refusedSession({ authorization }) {
      const [, scheme, given] = /^(Bearer|Ticket) ([\w-]{1,100})$/.exec(authorization ?? '') ?? []
      if (given === undefined) return NO_TOKEN
      return (scheme === 'Bearer' ? isToken(given) : tickets.redeem(given)) ? null : NO_TOKEN
    },
  }
}
