/** What every connection of an engine needs of the settings: trust, names, and the proxy. Made once, before the load starts. */
import type { LookupFunction } from 'node:net'
import type { SecureContext } from 'node:tls'
import type { CompiledPlan, Proxy, Template } from '../../core/plan/compiledPlan.ts'
import type { SocketPeer } from './openSocket.ts'
import { Resolver } from './resolver.ts'
import { secureContextOf } from './tlsFiles.ts'

export interface Network {
  tls: { secureContext?: SecureContext; rejectUnauthorized: boolean }
  lookup: LookupFunction
  proxy: ProxyRoute | null
}

export interface ProxyRoute {
  peer: SocketPeer
  /** Value of the proxy-authorization header. */
  authorization: string | null
  /** Whether connections to that host go through it. */
  serves(host: string): boolean
}

/** @throws Error with a plain sentence when a certificate file of the plan cannot be read or used. */
export function createNetwork({ settings, secrets }: Pick<CompiledPlan, 'settings' | 'secrets'>): Network {
  const textOf = (template: Template): string =>
    template
      .map((part) =>
        typeof part === 'string'
          ? part
          : 'slot' in part
            ? (secrets.find(({ slot }) => slot === part.slot)?.value ?? '')
            : '',
      )
      .join('')
  const { passphrase } = settings.tls
  const secureContext = secureContextOf(settings.tls, passphrase === null ? undefined : textOf(passphrase))
  return {
    tls: { ...(secureContext && { secureContext }), rejectUnauthorized: settings.tls.verify },
    lookup: new Resolver(settings.dns).lookup,
    proxy: settings.proxy === null ? null : routeOf(settings.proxy, textOf),
  }
}

function routeOf({ origin, credentials, except }: Proxy, textOf: (template: Template) => string): ProxyRoute {
  const pair = credentials === null ? null : `${textOf(credentials.user)}:${textOf(credentials.password)}`
  return {
    peer: peerOf(origin),
    authorization: pair === null ? null : `Basic ${Buffer.from(pair).toString('base64')}`,
    serves: (host) => {
      const name = host.toLowerCase()
      return !except.some((one) => one === name || (one.startsWith('.') && name.endsWith(one)))
    },
  }
}

/** @param origin `http://host:port` */
export function peerOf(origin: string): SocketPeer {
  const { hostname, port, protocol } = new URL(origin)
  const secure = protocol === 'https:'
  return { host: hostname, port: Number(port) || (secure ? 443 : 80), secure }
}
