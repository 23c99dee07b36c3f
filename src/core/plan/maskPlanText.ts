/** The plan's text without its secrets: what history keeps of a plan, and what error texts may quote. */
import { isAlias, isCollection, isMap, isScalar, parseAllDocuments, visit } from 'yaml'
import type { Document, Node, Pair } from 'yaml'
import { MAX_PLAN_LENGTH } from './planLimits.ts'
import type { SourceRange } from './sourceRange.ts'

const MASK = '•••'

/**
 * The text with every value (and comment) of the `secrets:` block replaced by `•••`, also values that are only written
 * elsewhere and shared through an alias. Lines stay lines. Works on broken YAML too, where it rather hides too much: a text
 * that cannot be read as YAML loses everything from `secrets:` on that is indented or inside brackets.
 */
export function maskPlanText(text: string): string {
  if (text.length > MAX_PLAN_LENGTH || !/secrets/.test(text)) return maskByLines(text)
  // A stream of documents: only the first is a plan, but a secret is a secret in all of them.
  const documents = parseAllDocuments(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'silent' })
  if ('empty' in documents) return maskByLines(text)
  const ranges = documents.flatMap((document) => secretRanges(document, text))
  const masked = replaceRanges(text, ranges)
  return documents.some((document) => document.errors.length > 0) ? maskByLines(masked) : masked
}

function secretRanges(document: Document, text: string): SourceRange[] {
  if (!isMap(document.contents)) return []
  return (document.contents.items as Pair<Node, Node | null>[])
    .filter((pair) => isScalar(pair.key) && pair.key.value === 'secrets')
    .flatMap((pair) => blockRanges(document, pair.value, text))
}

function blockRanges(document: Document, block: Node | null, text: string): SourceRange[] {
  if (block === null || block.range === null || block.range === undefined) return []
  if (isAlias(block)) return blockRanges(document, block.resolve(document) ?? null, text)
  if (!isMap(block)) return [rangeWithComments(block, text)]
  const pairs = block.items as Pair<Node, Node | null>[]
  const values = pairs.flatMap((pair) => (pair.value === null ? [] : valueRanges(document, pair.value, text)))
  const spans = pairs.flatMap((pair) => [pair.key, pair.value]).flatMap((node) => rangeOf(node))
  return [...values, ...commentRanges({ start: block.range[0], end: block.range[2] }, spans, text)]
}

function valueRanges(document: Document, value: Node, text: string): SourceRange[] {
  if (!isAlias(value)) {
    const aliases: SourceRange[] = []
    if (isCollection(value)) visit(value, { Alias: (_, alias) => void aliases.push(...targetRange(document, alias)) })
    return [rangeWithComments(value, text), ...aliases]
  }
  return [...rangeOf(value), ...targetRange(document, value)]
}

function targetRange(document: Document, alias: { resolve(document: Document): Node | undefined }): SourceRange[] {
  const target = alias.resolve(document)
  return target === undefined ? [] : rangeOf(target)
}

function rangeOf(node: Node | null): SourceRange[] {
  return node?.range === null || node?.range === undefined ? [] : [{ start: node.range[0], end: node.range[1] }]
}

/** A plain value may be cut short by what was meant to be part of it (`pa#ss`, `pa: ss`): the rest of its line goes too. */
function rangeWithComments(node: Node, text: string): SourceRange {
  const [start, valueEnd] = node.range ?? [0, 0, 0]
  const lineEnd = text.indexOf('\n', valueEnd)
  const rest = text.slice(valueEnd, lineEnd < 0 ? text.length : lineEnd)
  const isComment = /^\s+#/.test(rest) && text[valueEnd - 1] !== '\n'
  return { start, end: isComment ? valueEnd + rest.trimEnd().length : valueEnd }
}

/** Comments between the entries: old passwords live there. */
function commentRanges(block: SourceRange, nodes: SourceRange[], text: string): SourceRange[] {
  const source = text.slice(block.start, block.end)
  return [...source.matchAll(/(?<=^|\s)#[^\r\n]+/g)]
    .map((match) => ({ start: block.start + match.index, end: block.start + match.index + match[0].length }))
    .filter((comment) => nodes.every((node) => comment.start < node.start || comment.start >= node.end))
}

/** Each range becomes the mask and as many line breaks as it had. */
function replaceRanges(text: string, ranges: SourceRange[]): string {
  let result = ''
  let at = 0
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (end <= at || start === end) continue
    const from = Math.max(start, at)
    // Block scalars have many lines: their places stay, so that line numbers do.
    result += text.slice(at, from) + MASK + (text.slice(from, end).match(/\r\n|\r|\n/g) ?? []).join('')
    at = end
  }
  return result + text.slice(at)
}

/** For what is not YAML: everything behind the colon in the indented lines below `secrets:`, and all of a flow map. */
function maskByLines(text: string): string {
  let inside = false
  const lines = text.split(/(?<=\n)/)
  return lines
    .map((line) => {
      const head = /^\s*["']?secrets["']?\s*:/.exec(line)
      if (head !== null) {
        inside = true
        return maskRest(line, head[0].length)
      }
      if (!inside) return line
      if (/^[^\s#}\]-]/.test(line)) {
        inside = false
        return line
      }
      return line.trim() === ''
        ? line
        : maskRest(line, /^\s*["']?[\w-]+["']?\s*:/.exec(line)?.[0].length ?? /^\s*/.exec(line)?.[0].length ?? 0)
    })
    .join('')
}

function maskRest(line: string, from: number): string {
  const ending = /\r?\n$/.exec(line)?.[0] ?? ''
  const rest = line.slice(from, line.length - ending.length)
  return rest.trim() === '' ? line : `${line.slice(0, from)} ${MASK}${ending}`
}
