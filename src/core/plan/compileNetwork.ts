/** `settings.proxy` and `settings.dns`. */
import { parseDuration } from '../units/duration.ts'
import type { Compilation } from './compilation.ts'
import type { DnsSettings, Proxy } from './compiledPlan.ts'
import { entriesOf, isNull, itemsOf, member, textOf, type PlanNode } from './planNode.ts'
import { secretTemplate } from './secretTemplate.ts'
import { parseTarget } from './target.ts'

const KEEP_MS = 300_000
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/
const IPV6 = /^[0-9a-f:]*:[0-9a-f:]*(?:\.\d+){0,3}$/i

export function dnsOf({ problems }: Pick<Compilation, 'problems'>, node: PlanNode | undefined): DnsSettings {
  const keep = parseDuration(textOf(member(node, 'keep')) ?? '')
  const family = textOf(member(node, 'family'))
  return {
    keepMs: keep.ok ? keep.value : KEEP_MS,
    addresses: textOf(member(node, 'addresses')) === 'first' ? 'first' : 'spread',
    family: family === '4' ? 4 : family === '6' ? 6 : 0,
    hosts: entriesOf(member(node, 'hosts')).flatMap(({ key, value }): [string, string][] => {
      const address = textOf(value)
      if (address === undefined) return []
      if (!IPV4.test(address) && !IPV6.test(address))
        problems.add(value, { message: 'This is not an IP address.', expected: 'an address such as 127.0.0.1 or ::1' })
      return [[key.toLowerCase(), address]]
    }),
  }
}

export function proxyOf(compilation: Compilation, node: PlanNode | undefined): Proxy | null {
  if (node === undefined || isNull(node)) return null
  const urlNode = node.kind === 'map' ? member(node, 'url') : node
  const url = textOf(urlNode)
  if (url === undefined || url === '' || urlNode === undefined) return null
  const parsed = parseTarget(url)
  const origin = parsed.ok ? /^https?:\/\/[^/]+/.exec(parsed.value)![0] : ''
  if (!parsed.ok || origin !== parsed.value) {
    const hasUser = /^https?:\/\/[^/]*@/i.test(url)
    compilation.problems.add(urlNode, {
      message: hasUser ? 'A user name in the URL of a proxy would be kept in history.' : 'This cannot be a proxy.',
      expected: hasUser
        ? '{url, user, password} with a password from `secrets`'
        : 'a URL such as http://proxy.example:3128',
    })
    return null
  }
  const user = member(node, 'user')
  const password = member(node, 'password')
  if (user === undefined && password !== undefined)
    compilation.problems.add(password, { message: 'A password needs a `user`.', expected: '`user` beside it' })
  return {
    origin,
    credentials:
      user === undefined
        ? null
        : {
            user: secretTemplate(compilation, user),
            password: password === undefined ? [] : secretTemplate(compilation, password),
          },
    except: itemsOf(member(node, 'except')).flatMap((item) => {
      const host = textOf(item)
      return host === undefined ? [] : [host.toLowerCase()]
    }),
  }
}
