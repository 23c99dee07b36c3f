/** JSON as code looks into it: whole, or what a JSONPath finds first. */
import { plainSegments } from '../../core/plan/jsonPath.ts'
import { compileJsonPath, type JsonQuery } from '../values/jsonPath.ts'
import { Remembered } from './remembered.ts'

const queries = new Remembered<JsonQuery>((text) => {
  try {
    return compileJsonPath({ text, segments: plainSegments(text) })
  } catch {
    throw new Error(`${JSON.stringify(text)} is not a JSONPath such as $.items[0].id`)
  }
})

/** @throws Error when the text is no JSONPath */
export function jsonQuery(path: string): JsonQuery {
  return queries.of(path)
}

/**
 * @param where for the sentence: `in the body of GET /x (200 OK)`
 * @throws Error with a plain sentence when nothing is found
 */
export function foundIn(document: unknown, path: string | undefined, where: string): unknown {
  if (path === undefined) return document
  const found = jsonQuery(path).first(document)
  if (found === undefined) throw new Error(`${path} found nothing ${where}`)
  return found
}
