// report.json: the report as it is, in the order of its schema, so that two reports can be compared line by line.
import { z } from 'zod'
import { reportSchema } from '../../core/report/report.ts'
import type { RunReport } from '../../core/report/report.ts'

/**
 * One report as JSON text: keys in the order of the schema, keys the schema does not know behind them and keys of records
 * in the order of their characters; numbers and flat lists on one line each, because a timeline has thousands. What is not
 * a number (NaN, infinite) is written as null, "not measured".
 */
export function renderJson(report: RunReport): string {
  return `${stringify(report, reportSchema, '')}\n`
}

function stringify(value: unknown, schema: unknown, indent: string): string {
  if (Array.isArray(value)) return stringifyArray(value, elementSchema(schema), indent)
  if (typeof value === 'object' && value !== null) return stringifyObject(value, schema, indent)
  // What JSON has no word for (undefined in an array) is null, as JSON.stringify has it.
  return JSON.stringify(value) ?? 'null'
}

function stringifyArray(values: readonly unknown[], schema: unknown, indent: string): string {
  if (values.length === 0) return '[]'
  if (values.every(isFlat)) return `[${values.map((value) => JSON.stringify(value) ?? 'null').join(', ')}]`
  const inner = `${indent}  `
  return `[\n${values.map((value) => inner + stringify(value, schema, inner)).join(',\n')}\n${indent}]`
}

/** A scalar, or a pair of scalars such as a header or a sample. */
function isFlat(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  return Array.isArray(value) && value.length <= 2 && value.every((item) => typeof item !== 'object' || item === null)
}

function stringifyObject(object: object, schema: unknown, indent: string): string {
  const inner = `${indent}  `
  const shape = unwrapped(schema)
  const known = shape instanceof z.ZodObject ? shape.shape : {}
  const lines = orderedKeys(object, Object.keys(known)).map((key) => {
    const value = (object as Record<string, unknown>)[key]
    const valueSchema = Object.hasOwn(known, key) ? known[key] : undefined
    return `${inner}${JSON.stringify(key)}: ${stringify(value, valueSchema, inner)}`
  })
  return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n${indent}}`
}

/** Own keys with a value. Sorted by character codes, which is the same on every machine. */
function orderedKeys(object: object, knownKeys: readonly string[]): string[] {
  const present = Object.keys(object).filter((key) => (object as Record<string, unknown>)[key] !== undefined)
  const own = new Set(present)
  const known = new Set(knownKeys)
  return [
    ...knownKeys.filter((key) => own.has(key)),
    ...present.filter((key) => !known.has(key)).toSorted(byCharacters),
  ]
}

function byCharacters(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}

function elementSchema(schema: unknown): unknown {
  const inner = unwrapped(schema)
  return inner instanceof z.ZodArray ? inner.element : undefined
}

function unwrapped(schema: unknown): unknown {
  return schema instanceof z.ZodNullable ? unwrapped(schema.unwrap()) : schema
}
