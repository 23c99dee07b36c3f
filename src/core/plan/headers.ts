/** Header templates, with the ones that a request cannot carry refused. */
import type { Compilation } from './compilation.ts'
import type { HeaderTemplate } from './compiledPlan.ts'
import { entriesOf } from './planNode.ts'
import type { PlanNode } from './planNode.ts'
import type { Place } from './scope.ts'
import { textTemplate } from './template.ts'

/** What frames a message is the protocol's business; a wrong value would make every request fail. */
const OWN = new Set([
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'expect',
  'te',
  'trailer',
])

// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const UNFIT = /[\u0000-\u0008\u000a-\u001f\u007f]|[^\u0000-\u00ff]/

export function headersOf(compilation: Compilation, node: PlanNode | undefined, place: Place): HeaderTemplate[] {
  const seen = new Set<string>()
  return entriesOf(node).flatMap((entry): HeaderTemplate[] => {
    const name = entry.key.toLowerCase()
    const value = textTemplate(compilation, entry.value, place)
    if (OWN.has(name) || name.startsWith('sec-websocket-')) {
      compilation.problems.add(entry.keyRange, {
        message: `The header ${name} is set by Loadwright itself.`,
        expected: 'a header of the request, such as accept',
      })
      return []
    }
    if (seen.has(name)) {
      compilation.problems.add(entry.keyRange, {
        message: `The header ${name} is here twice.`,
        expected: 'one value; several are joined with commas',
      })
      return []
    }
    seen.add(name)
    if (value.some((part) => typeof part === 'string' && UNFIT.test(part))) {
      compilation.problems.add(entry.value, {
        message: `The header ${name} has a character that headers cannot carry.`,
        expected: 'Latin letters, digits and signs on one line',
      })
    }
    return [[name, value]]
  })
}
