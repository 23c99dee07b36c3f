/**
 * How the shape of a plan is described, once: the check of plans (checkShape.ts), and the JSON Schema for editors
 * (jsonSchema.ts) are both made from these descriptions, which stand in planShape.ts, stepShape.ts and leaves.ts.
 */
import type { JsonValue } from './compiledPlan.ts'

export type JsonSchema = { [key: string]: JsonValue }

export type Shape =
  | LeafShape
  | MapShape
  /** A map whose keys the user chooses. */
  | { kind: 'record'; what: string; of: Shape; nonEmpty?: boolean; keyFault?: (key: string) => string | null }
  | { kind: 'list'; what: string; of: Shape; nonEmpty?: boolean }
  /** At most one option for each of: text-like, list, map. The node's own kind decides which one is meant. */
  | { kind: 'either'; what: string; options: Shape[] }
  /** A map whose kind is said by which key it has; `headline` is the name of that kind's map. */
  | { kind: 'variants'; what: string; variants: Record<string, MapShape> }
  /** Any JSON value. */
  | { kind: 'anything' }
  /** A shape with a name of its own, so that shapes may contain themselves. */
  | { kind: 'named'; name: string; shape: () => Shape }
  /** Known, planned, refused: a plan must never run with a part of it silently left out. */
  | { kind: 'unsupported'; /** With its verb: "`monitors` is". */ what: string; instead: string }

export interface LeafShape {
  kind: 'leaf'
  what: string
  /** Null when the value is right, else what was expected. */
  fault: (value: string | number | boolean | null, text: string) => string | null
  json: JsonSchema
  /** Which part of a text that is not right is wrong; all of it unless given. */
  locate?: (text: string) => { at: number; length: number }
}

export interface MapShape {
  kind: 'map'
  what: string
  keys: Record<string, Key>
  /** Keys of which at most one may be given. */
  exclusive?: string[]
}

export interface Key {
  shape: Shape
  description: string
  required?: true
  /** Shown by editors. */
  default?: JsonValue
}
