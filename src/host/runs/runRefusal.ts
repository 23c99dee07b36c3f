/** What is asked of a run and cannot be done as it is asked. */
import { spellOutControls } from '../../core/plan/problem.ts'
import type { Parsed } from '../../core/units/parsed.ts'

/** A value is wrong, or has no meaning for the scenario: a sentence with the cure. Nothing was started. */
export class RunRefusal extends Error {
  override name = 'RunRefusal'
}

const LONGEST_SHOWN = 60

/**
 * @param source where the text was given, as the beginning of a sentence: `--users`
 * @throws RunRefusal
 */
export function parsedOrRefused<T>(source: string, text: string, parse: (text: string) => Parsed<T>): T {
  const parsed = parse(text.trim())
  if (parsed.ok) return parsed.value
  throw new RunRefusal(`${source} is ${quotedValue(text)}; it must be ${parsed.expected}.`)
}

/** A value from outside in a sentence: cut, harmless, and without the password that a URL may carry. */
export function quotedValue(text: string): string {
  const masked = text.replace(/^(\s*[a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1***@')
  const cut = masked.length > LONGEST_SHOWN ? `${masked.slice(0, LONGEST_SHOWN - 1)}…` : masked
  return `"${spellOutControls(cut)}"`
}
