/** What is wrong with a plan, where, and what to write instead; collected so that one check lists everything at once. */
import type { SourcePosition } from './compiledPlan.ts'
import { maskPlanText } from './maskPlanText.ts'
import type { SourceRange } from './sourceRange.ts'

export interface Problem {
  severity: 'error' | 'warning'
  file: string
  /** 1-based. */
  line: number
  /** 1-based, in UTF-16 code units, as editors count. */
  column: number
  /** A whole sentence. */
  message: string
  /** The text that is wrong, as it stands in the file (never a value that came from the environment); null in secrets. */
  offending: string | null
  /** A noun phrase: what would be right here. */
  expected: string | null
  /** The name that was probably meant. */
  suggestion: string | null
}

export interface ProblemDetails {
  message: string
  severity?: Problem['severity']
  expected?: string | null
  suggestion?: string | null
}

export interface ProblemList {
  add(range: SourceRange, details: ProblemDetails): void
  /** What was said about this scalar explains all else that is wrong with it: later problems of it are not listed. */
  settle(scalar: SourceRange): void
  position(offset: number): SourcePosition
  /** The whole source. */
  readonly text: string
  /** Whether so many were found that looking for suggestions is a waste. */
  readonly full: boolean
  readonly hasErrors: boolean
  /**
   * In the order of the text, without duplicates, at most MAX_PROBLEMS and one that says how many more there are. Lines
   * with secrets are not quoted, also when the YAML around them is broken.
   */
  sorted(): Problem[]
}

export const MAX_PROBLEMS = 1000
const LONGEST_QUOTE = 80

/** @param mask the text without its secrets, line for line */
export function createProblemList(
  file: string,
  text: string,
  mask: (text: string) => string = maskPlanText,
): ProblemList {
  const found: { offset: number; problem: Problem }[] = []
  const seen = new Set<string>()
  const settled = new Set<number>()
  const starts = lineStarts(text)
  let errors = 0
  let left = 0

  function position(offset: number): SourcePosition {
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if ((starts[middle] ?? Infinity) <= offset) low = middle
      else high = middle
    }
    return { file, line: low + 1, column: Math.min(offset, text.length) - (starts[low] ?? 0) + 1 }
  }

  return {
    position,
    text,
    get full() {
      return found.length >= MAX_PROBLEMS
    },
    get hasErrors() {
      return errors > 0
    },
    settle: (scalar) => void settled.add(scalar.start),
    add(range, { message, severity = 'error', expected = null, suggestion = null }) {
      if (severity === 'error') errors += 1
      if (settled.has(range.start)) return
      const key = `${range.start}\n${message}`
      if (seen.has(key)) return
      if (found.length >= MAX_PROBLEMS) {
        left += 1
        return
      }
      seen.add(key)
      const source = firstLine(text.slice(range.start, range.end))
      const offending = source === '' ? null : printable(source)
      const problem = { severity, ...position(range.start), message, offending, expected, suggestion }
      found.push({ offset: range.start, problem })
    },
    sorted() {
      const isSecret = secretLines(text, mask, found.length > 0)
      const problems = found
        .toSorted((a, b) => a.offset - b.offset)
        .map(({ problem }) => (isSecret(problem.line) ? withoutQuotes(problem) : problem))
      if (left > 0) {
        const message = `${left} more problems are not listed.`
        const end = position(text.length)
        problems.push({ severity: 'error', ...end, message, offending: null, expected: null, suggestion: null })
      }
      return problems
    },
  }
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** Whether a line holds a secret: masking would change it. */
function secretLines(text: string, mask: (text: string) => string, isNeeded: boolean): (line: number) => boolean {
  if (!isNeeded || !text.includes('secrets')) return () => false
  const lines = text.split('\n')
  const masked = mask(text).split('\n')
  return (line) => lines[line - 1] !== masked[line - 1]
}

/** The parser's own messages quote the text behind a colon. */
function withoutQuotes(problem: Problem): Problem {
  return {
    ...problem,
    message: problem.message.replace(/^(YAML: [^:]*):[\s\S]*$/, '$1.'),
    offending: null,
    suggestion: null,
  }
}

function firstLine(text: string): string {
  return text.split(/\r\n|\r|\n/, 1)[0]?.trim() ?? ''
}

/** Text from a file made fit for a terminal: cut, and characters that steer the terminal or turn the reading direction spelt out. */
export function printable(text: string): string {
  const cut = text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE - 1)}…` : text
  return spellOutControls(cut)
}

/** Control and bidirectional formatting characters become `\u202e`. */
export function spellOutControls(text: string): string {
  return text.replace(
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]/g,
    (character, at: number) =>
      isPaired(text, at) ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function isPaired(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  if (code < 0xd800 || code > 0xdfff) return false
  if (code <= 0xdbff) {
    const next = text.charCodeAt(at + 1)
    return next >= 0xdc00 && next <= 0xdfff
  }
  const before = text.charCodeAt(at - 1)
  return before >= 0xd800 && before <= 0xdbff
}

/** A name in a sentence. */
export function quoted(name: string): string {
  return `\`${printable(name)}\``
}
