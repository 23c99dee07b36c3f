/**
 * The plan's text as a tree that knows where each piece stands: less than the yaml library's nodes (no tags, anchors or
 * comments), with `${NAME}` already filled in, so that checks and compiler read one simple thing.
 */
import type { JsonValue } from './compiledPlan.ts'
import type { SourceRange } from './sourceRange.ts'

export interface ScalarNode extends SourceRange {
  kind: 'scalar'
  value: string | number | boolean | null
  /** As a text: numbers and booleans as they were written (`010` stays `010`). */
  text: string
}

export interface MapEntry {
  key: string
  keyRange: SourceRange
  value: PlanNode
}

export interface MapNode extends SourceRange {
  kind: 'map'
  entries: MapEntry[]
}

export interface ListNode extends SourceRange {
  kind: 'list'
  items: PlanNode[]
}

export type PlanNode = ScalarNode | MapNode | ListNode

// Readers that answer "nothing" for what has the wrong type: the shape check has already reported that, and compiling goes
// on to find every other problem in the same pass.

export function member(node: PlanNode | undefined, key: string): PlanNode | undefined {
  if (node?.kind !== 'map') return undefined
  return node.entries.find((entry) => entry.key === key)?.value
}

export function entriesOf(node: PlanNode | undefined): MapEntry[] {
  return node?.kind === 'map' ? node.entries : []
}

export function itemsOf(node: PlanNode | undefined): PlanNode[] {
  return node?.kind === 'list' ? node.items : []
}

/** The text of a scalar that is not null. */
export function textOf(node: PlanNode | undefined): string | undefined {
  return node?.kind === 'scalar' && node.value !== null ? node.text : undefined
}

export function numberOf(node: PlanNode | undefined): number | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'number' && Number.isFinite(node.value)
    ? node.value
    : undefined
}

export function isNull(node: PlanNode | undefined): boolean {
  return node === undefined || (node.kind === 'scalar' && node.value === null)
}

/** As data. Members named `__proto__` are ordinary members. */
export function toJson(node: PlanNode): JsonValue {
  switch (node.kind) {
    case 'scalar':
      return node.value
    case 'list':
      return node.items.map(toJson)
    case 'map':
      return Object.fromEntries(node.entries.map((entry) => [entry.key, toJson(entry.value)]))
    default: {
      const unknown: never = node
      throw new TypeError(`Unknown node ${String(unknown)}`)
    }
  }
}

/** In words, for "expected …, found …". */
export function kindInWords(node: PlanNode): string {
  if (node.kind === 'map') return 'a map'
  if (node.kind === 'list') return 'a list'
  if (node.value === null) return 'nothing'
  switch (typeof node.value) {
    case 'number':
      return 'a number'
    case 'boolean':
      return 'true or false'
    default:
      return 'a text'
  }
}
