/** The shape of what stands between the generator and the target: the proxy, and names and addresses. */
import { anyTextLeaf, durationLeaf, nothingLeaf, oneOfLeaf, textLeaf } from './leaves.ts'
import type { Shape } from './shape.ts'

const proxyUrl = textLeaf('a proxy such as http://proxy.example:3128')

const proxyMap: Shape = {
  kind: 'map',
  what: 'a proxy',
  keys: {
    url: { shape: proxyUrl, description: 'Where it is: http:// or https://.', required: true },
    user: { shape: anyTextLeaf, description: 'User name for it.' },
    password: { shape: anyTextLeaf, description: 'Password for it; a secret, as a rule.' },
    except: {
      shape: { kind: 'list', what: 'a list of hosts', of: textLeaf('a host, or .example.com for all below it') },
      description: 'Hosts that are reached without it.',
    },
  },
}

/** The URL alone, or `null` for none. */
export const proxyShape: Shape = {
  kind: 'either',
  what: 'a proxy such as http://proxy.example:3128, or {url, user, password, except}',
  options: [
    {
      ...proxyUrl,
      json: { type: ['string', 'null'] },
      fault: (value, text) => (nothingLeaf.fault(value, text) === null ? null : proxyUrl.fault(value, text)),
    },
    proxyMap,
  ],
}

export const dnsShape: Shape = {
  kind: 'map',
  what: 'DNS settings',
  keys: {
    keep: {
      shape: durationLeaf,
      description: 'How long the addresses of a name are used; 0: each connection looks it up.',
      default: '5m',
    },
    addresses: {
      shape: oneOfLeaf(['spread', 'first']),
      description: 'Of several addresses: spread connections over them, or begin with the first.',
      default: 'spread',
    },
    family: { shape: oneOfLeaf(['any', '4', '6']), description: 'IPv4 or IPv6 only.', default: 'any' },
    hosts: {
      shape: { kind: 'record', what: 'names and addresses', of: textLeaf('an IP address') },
      description: 'Names that are not looked up, and their addresses.',
    },
  },
}
