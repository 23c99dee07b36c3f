/**
 * Under which names this server may be called. A page of somebody else can make its own name lead to this machine (DNS
 * rebinding), but it cannot call it by another name: who asks for a name that is not ours is refused.
 */
import { hostname, networkInterfaces } from 'node:os'

export interface ServedNames {
  /** As URLs, the one to open first. */
  addresses: [string, ...string[]]
  /** As in the header Host, in lower case: with the port, and without it where it is HTTP's own. */
  hosts: ReadonlySet<string>
}

const LOOPBACK = /^(127\.|::1$)/
const HTTP_PORT = 80

/**
 * @param host as it was asked for: an address or a name
 * @param bound the address and the port it became
 */
export function servedNames(host: string, bound: { address: string; port: number }): ServedNames {
  const { address, port } = bound
  const isEverywhere = address === '0.0.0.0' || address === '::'
  const numbers = isEverywhere ? machineAddresses(address === '::') : [address]
  const names = numbers.map((each) => (each.includes(':') ? `[${each}]` : each))
  // There is the loopback at least.
  const addresses = names.map((name) => `http://${name}:${port}`) as [string, ...string[]]
  if (numbers.some((each) => LOOPBACK.test(each))) names.push('localhost')
  names.push(isEverywhere ? hostname() : host)
  const hosts = new Set<string>()
  for (const name of names.map((each) => each.toLowerCase())) {
    hosts.add(`${name}:${port}`)
    if (port === HTTP_PORT) hosts.add(name)
  }
  return { addresses, hosts }
}

/** Loopback first. Without those of a link only, which no browser takes. */
function machineAddresses(withIpv6: boolean): string[] {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  return all
    .filter(({ family, address }) => (family === 'IPv4' || withIpv6) && !address.startsWith('fe80:'))
    .toSorted((one, other) => Number(other.internal) - Number(one.internal))
    .map(({ address }) => address)
}
