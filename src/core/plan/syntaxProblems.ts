/** What the YAML library says is wrong, in the places and words of a plan. */
import { visit } from 'yaml'
import type { Document, YAMLError } from 'yaml'
import { MAX_DEPTH } from './planLimits.ts'
import type { ProblemList } from './problem.ts'

/** More are hardly read. */
const MAX_SYNTAX_ERRORS = 20

/** Every syntax error once, where it helps; whether there was any. */
export function reportSyntaxErrors(yaml: Document, text: string, problems: ProblemList): boolean {
  const exhausted = yaml.errors.find((error) => error.code === 'RESOURCE_EXHAUSTION')
  if (exhausted !== undefined) {
    problems.add(
      { start: exhausted.pos[0], end: exhausted.pos[0] },
      { message: 'The plan is nested too deeply to be read.', expected: `at most ${MAX_DEPTH} levels` },
    )
    return true
  }
  const second = yaml.errors.find((error) => error.code === 'MULTIPLE_DOCS')
  if (second !== undefined) {
    const [start] = second.pos
    problems.add(
      { start, end: start + 3 },
      { message: 'A plan is one YAML document; another begins here.', expected: 'one document, without ---' },
    )
    return true
  }
  // One slip makes many follow-up errors in the same line: the first of each line says it.
  const seenLines = new Set<number>()
  for (const error of yaml.errors) {
    const [start, end] = placeOf(error, yaml)
    const line = problems.position(start).line
    if (seenLines.has(line)) continue
    seenLines.add(line)
    if (seenLines.size > MAX_SYNTAX_ERRORS) break
    problems.add({ start, end }, { message: `YAML: ${error.message.replace(/\s+/g, ' ')}.`, ...hintFor(text, start) })
    // Behind an open quote everything is misread.
    if (error.message.startsWith('Missing closing')) break
  }
  for (const warning of yaml.warnings) {
    const [start, end] = warning.pos
    // `!= x` reads as a tag named `!=`; it is given back to the text when the scalar is converted.
    if (text.slice(start, end) === '!=') continue
    problems.add(
      { start, end },
      { message: `YAML: ${warning.message}.`, expected: 'quotes around a text that begins with !' },
    )
  }
  return yaml.errors.length > 0
}

/** A quote that is never closed is found at the end of the text; where it was opened helps more. */
function placeOf(error: YAMLError, yaml: Document): [number, number] {
  if (!error.message.startsWith('Missing closing')) return error.pos
  let opened: [number, number] = error.pos
  visit(yaml, {
    Scalar(_, { type, range }) {
      const isQuoted = type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE'
      if (isQuoted && range !== null && range !== undefined && range[1] >= error.pos[0])
        opened = [range[0], range[0] + 1]
    },
  })
  return opened
}

/** The three slips that plans invite, since `{`, `}` and `>` mean something in YAML. */
function hintFor(text: string, offset: number): { expected?: string } {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1
  const line = text.slice(lineStart, offset + 40).split('\n', 1)[0] ?? ''
  const around = text.slice(Math.max(lineStart, offset - 2), offset + 2)
  if (/[{}$]/.test(around) && line.includes('${'))
    return { expected: 'quotes around a text with ${…} inside { } or [ ]' }
  if (/[{}]/.test(around) && line.includes('{{'))
    return { expected: 'quotes around a text with {{…}} inside { } or [ ]' }
  if (/[:[,{-]\s*>/.test(line)) return { expected: 'quotes around a comparison that begins with >, such as "> 3"' }
  if (around.includes('\t')) return { expected: 'spaces' }
  return {}
}
