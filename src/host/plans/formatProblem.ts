/** Problems as people read them: where, what, what instead, and the line with a mark under it. */
import type { Colors } from 'picocolors/types'
import stringWidth from 'string-width'
import { maskTextOf } from '../../core/plan/codeFile.ts'
import { quoted, spellOutControls } from '../../core/plan/problem.ts'
import type { Problem } from '../../core/plan/problem.ts'

/** Characters of a source line that are shown, around the mark. */
const SHOWN = 120

/**
 * `file:line:column error message`, the source line, and a caret below it. Without ANSI codes unless colours are given.
 * Secrets in the text are masked here, whichever text is passed. For many problems of one plan use `problemFormatter`.
 */
export function formatProblem(problem: Problem, text: string, colors?: Colors): string {
  return problemFormatter(text, colors)(problem)
}

/** Reads the text once for all problems. */
export function problemFormatter(text: string, colors?: Colors): (problem: Problem) => string {
  const sourceLines = text.split(/\r\n|\r|\n/)
  let maskedLines: string[] | null = null
  return (problem) => {
    const { file, line, column, severity } = problem
    maskedLines ??= maskTextOf(file, text).split(/\r\n|\r|\n/)
    const place = `${spellOutControls(file)}:${line}:${column}`
    const paint = severity === 'error' ? colors?.red : colors?.yellow
    const head = `${colors?.bold(place) ?? place} ${paint?.(severity) ?? severity} ${sentenceOf(problem)}`
    const shown = maskedLines[line - 1]
    if (shown === undefined || shown.trim() === '') return head
    const isMasked = shown !== sourceLines[line - 1]
    const gutter = String(line).padStart(5)
    const { text: excerpt, before } = excerptOf(shown, isMasked ? 1 : column)
    const source = `${colors?.dim(`${gutter} |`) ?? `${gutter} |`} ${excerpt}`
    if (isMasked) return `${head}\n${source}`
    const width = Math.max(
      1,
      Math.min(stringWidth(problem.offending ?? ''), stringWidth(excerpt) - stringWidth(before)),
    )
    const caret = '^'.repeat(width)
    return `${head}\n${source}\n${' '.repeat(5)} ${colors?.dim('|') ?? '|'} ${' '.repeat(stringWidth(before))}${paint?.(caret) ?? caret}`
  }
}

function sentenceOf({ message, expected, suggestion }: Problem): string {
  const expectation = expected === null ? '' : ` Expected ${spellOutControls(expected)}.`
  const meant = suggestion === null ? '' : ` Did you mean ${quoted(suggestion)}?`
  return `${message}${expectation}${meant}`
}

/** The part of the line around the column, with tabs as one space so that the mark stands below. */
function excerptOf(line: string, column: number): { text: string; before: string } {
  const start = column > SHOWN - 20 ? column - 40 : 0
  const lead = start > 0 ? '…' : ''
  const tail = line.length > start + SHOWN ? '…' : ''
  const clean = (piece: string): string => spellOutControls(piece.replaceAll('\t', ' '))
  return {
    text: lead + clean(line.slice(start, start + SHOWN)) + tail,
    before: lead + clean(line.slice(start, Math.max(start, column - 1))),
  }
}
