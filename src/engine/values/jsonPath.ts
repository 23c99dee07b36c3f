// JSONPath as plans use it: nearly always a plain path of names and indexes, which is walked directly; only what needs a
// query (wildcards, filters, slices) goes through json-p3, an RFC 9535 implementation.
import { JSONPathEnvironment } from 'json-p3'
import type { JSONValue } from 'json-p3'
import type { JsonPath } from '../../core/plan/compiledPlan.ts'
import { InvalidValueError } from './invalidValue.ts'

export interface JsonQuery {
  /** As written. */
  readonly text: string
  /** A plain path: it finds one value or none. */
  readonly singular: boolean
  /** The first value found; undefined when there is none (JSON null is null). @throws InvalidValueError, see compileJsonPath. */
  first(document: unknown): unknown
  /** All values found, in document order. @throws InvalidValueError, see compileJsonPath. */
  all(document: unknown): unknown[]
}

/**
 * Compiles a path, once at link time. A query (not a plain path) throws InvalidValueError when the document is nested too
 * deeply for it.
 * @throws SyntaxError when the path is not valid RFC 9535; plans are checked before, so that is a fault of the reader.
 */
export function compileJsonPath(path: JsonPath): JsonQuery {
  const { text, segments } = path
  if (segments !== null) {
    return {
      text,
      singular: true,
      first: (document) => walk(document, segments),
      all(document) {
        const value = walk(document, segments)
        return value === undefined ? [] : [value]
      },
    }
  }
  const query = environment.compile(text)
  return {
    text,
    singular: query.singularQuery(),
    first(document) {
      try {
        return query.match(document as JSONValue)?.value
      } catch (error) {
        throw queryFailure(text, error)
      }
    },
    all(document) {
      try {
        return query.query(document as JSONValue).values()
      } catch (error) {
        throw queryFailure(text, error)
      }
    },
  }
}

/** All values a path finds, compiled at first use and kept as long as the path object is. */
export function queryJson(path: JsonPath, document: unknown): unknown[] {
  let query = compiled.get(path)
  if (query === undefined) {
    query = compileJsonPath(path)
    compiled.set(path, query)
  }
  return query.all(document)
}

/** Levels that `$..` descends; the library's own limit of 50 is met by real documents, and 500 stays far from the stack's. */
const environment = new JSONPathEnvironment({ maxRecursionDepth: 500 })

const compiled = new WeakMap<JsonPath, JsonQuery>()

function walk(document: unknown, segments: readonly (string | number)[]): unknown {
  let at = document
  for (let i = 0; i < segments.length; i++) {
    if (typeof at !== 'object' || at === null) return undefined
    const segment = segments[i] as string | number
    if (typeof segment === 'number') {
      if (!Array.isArray(at)) return undefined
      at = at[segment < 0 ? at.length + segment : segment]
    } else {
      // Names select members of objects only (RFC 9535 §2.3.1.2), and only own ones: `__proto__` is a name like any other.
      if (Array.isArray(at) || !Object.hasOwn(at, segment)) return undefined
      at = (at as Record<string, unknown>)[segment]
    }
  }
  return at
}

function queryFailure(text: string, error: unknown): InvalidValueError {
  const deep = error instanceof RangeError || (error instanceof Error && error.name === 'JSONPathRecursionLimitError')
  return new InvalidValueError(
    deep
      ? `${text} cannot be evaluated: the document is nested too deeply`
      : `${text} cannot be evaluated: ${error instanceof Error ? error.message : String(error)}`,
  )
}
