/** The tree of a plan in code → the tree that a plan in YAML gives, so that one compiler checks both. */
import type { CodeNode, CodeRanges } from './codeTree.ts'
import type { MapEntry, PlanNode } from './planNode.ts'
import { createProblemList, quoted } from './problem.ts'
import type { ProblemList } from './problem.ts'
import type { PlanDocument } from './readDocument.ts'
import { scriptAddress } from './scriptAddress.ts'

/** Keys under which steps stand. */
const STEP_KEYS: ReadonlySet<string> = new Set(['onStart', 'onStop', 'steps', 'else'])

/** @param source `text` as it is in the file; `tree`: its default export */
export function codeDocument(
  source: { file: string; text: string; tree: CodeNode },
  ranges: CodeRanges,
  mask: (text: string) => string,
): PlanDocument {
  const { file, text, tree } = source
  const problems = createProblemList(file, text, mask)
  const root = new Conversion(ranges, problems).convert(tree, [], false)
  return { file, text, root, broken: false, problems }
}

class Conversion {
  readonly #ranges: CodeRanges
  readonly #problems: ProblemList

  constructor(ranges: CodeRanges, problems: ProblemList) {
    this.#ranges = ranges
    this.#problems = problems
  }

  /** `takesSteps`: a function may stand here, for the steps it does. */
  convert(node: CodeNode, path: string[], takesSteps: boolean): PlanNode {
    const range = this.#ranges.rangeOf(path).value
    switch (node.kind) {
      case 'scalar':
        return { kind: 'scalar', value: node.value, text: node.value === null ? '' : String(node.value), ...range }
      case 'list':
        return {
          kind: 'list',
          items: node.items.map((item, index) =>
            takesSteps && item.kind === 'function'
              ? this.#script([...path, String(index)])
              : this.convert(item, [...path, String(index)], false),
          ),
          ...range,
        }
      case 'map':
        return {
          kind: 'map',
          entries: node.entries.map(([key, value]): MapEntry => {
            const inner = [...path, key]
            return {
              key,
              keyRange: this.#ranges.rangeOf(inner).key,
              value: this.convert(value, inner, STEP_KEYS.has(key) || (path.length === 1 && path[0] === 'flows')),
            }
          }),
          ...range,
        }
      case 'function':
        if (takesSteps) return { kind: 'list', items: [this.#script(path)], ...range }
        return this.#unfit(path, 'a function')
      case 'other':
        return this.#unfit(path, node.what)
      default:
        throw new TypeError(`Unknown node ${JSON.stringify(node satisfies never)}`)
    }
  }

  #script(path: string[]): PlanNode {
    const range = this.#ranges.rangeOf(path).value
    const text = scriptAddress(path)
    const value: PlanNode = { kind: 'scalar', value: text, text, ...range }
    return { kind: 'map', entries: [{ key: 'script', keyRange: range, value }], ...range }
  }

  #unfit(path: string[], what: string): PlanNode {
    const range = this.#ranges.rangeOf(path).value
    this.#problems.add(range, {
      message: `${path.length === 0 ? 'The default export' : quoted(path.join('.'))} cannot be ${what}.`,
      expected:
        path.length === 0
          ? 'plan({ name, target, users, scenarios })'
          : 'a text, a number, true or false, a list or an object',
    })
    this.#problems.settle(range)
    return { kind: 'scalar', value: null, text: '', ...range }
  }
}
