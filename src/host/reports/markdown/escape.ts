// Turns any text into GitHub-flavoured Markdown that shows exactly that text: in prose, in table cells, in headings and in
// list items. GitHub looks for @mentions, #references, links and emoji in the rendered text, where escapes are already
// gone; only code is left alone. So names are written as code, and in prose so is every word that could become a link.
import { readableName, shortenMiddle } from '../readableText.ts'

/** Names longer than this are cut in the middle. */
export const NAME_LENGTH = 80
const PROSE_LENGTH = 600

/** An endpoint, a scenario, an id, a URL: as code. Never contains a bare `|`, so that it can stand in a table cell. */
export function markdownCode(value: string, maximumLength = NAME_LENGTH): string {
  const name = readableName(value, maximumLength)
  // In a table a pipe ends the cell even inside backticks, and `\|` after a backslash is read differently by different
  // readers; a character reference is read alike by all.
  if (name.includes('|')) return `<code>${name.replace(/[!-,.:-@[-`{-~]/g, characterReference)}</code>`
  const longestRun = (name.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0)
  const fence = '`'.repeat(longestRun + 1)
  const padding = name.startsWith('`') || name.endsWith('`') ? ' ' : ''
  return `${fence}${padding}${name}${padding}${fence}`
}

/**
 * A sentence or a label.
 *
 * @param names are written as code where they occur in it, the longest that fits; from `namesToLookFor`
 */
export function markdownText(
  value: string,
  names: readonly string[] = [],
  lengths: { prose: number; name: number } = { prose: PROSE_LENGTH, name: NAME_LENGTH },
): string {
  let left = lengths.prose
  const pieces: string[] = []
  // Cut once before anything looks at it: a value may be megabytes long.
  for (const piece of splitAtNames(shortenMiddle(value, 20_000), names)) {
    if (left <= 0) {
      pieces.push('…')
      break
    }
    const shown = piece.isName
      ? markdownCode(piece.text, lengths.name)
      : markdownWords(readableName(piece.text, left), piece.text)
    // Two fences side by side would be one longer fence.
    const isBesideFence = shown.startsWith('`') && (pieces.at(-1)?.endsWith('`') ?? false)
    pieces.push(isBesideFence ? ` ${shown}` : shown)
    left -= Math.min(piece.text.length, piece.isName ? lengths.name : left)
  }
  const text = pieces.join('').trim()
  return text === '' ? '(empty)' : escapeLineStart(text)
}

interface Piece {
  text: string
  isName: boolean
}

/**
 * The names worth looking for in sentences, longest first. A name that is one plain word (`list`) is left out: in a sentence
 * it is more often the word than the name.
 */
export function namesToLookFor(names: readonly string[]): string[] {
  return names
    .filter((name) => /[^\p{L}\p{N}]/u.test(name.trim()) && /[\p{L}\p{N}]{2}/u.test(name))
    .toSorted((one, other) => other.length - one.length)
}

/** Cuts a sentence at the names in it. */
function splitAtNames(value: string, names: readonly string[]): Piece[] {
  const candidates = names.filter((name) => value.includes(name))
  if (candidates.length === 0) return [{ text: value, isName: false }]
  const pieces: Piece[] = []
  let rest = value
  while (rest !== '') {
    const next = firstName(rest, candidates)
    if (next === null) break
    if (next.at > 0) pieces.push({ text: rest.slice(0, next.at), isName: false })
    pieces.push({ text: next.name, isName: true })
    rest = rest.slice(next.at + next.name.length)
  }
  if (rest !== '') pieces.push({ text: rest, isName: false })
  return pieces
}

function firstName(text: string, candidates: readonly string[]): { name: string; at: number } | null {
  let found: { name: string; at: number } | null = null
  for (const name of candidates) {
    const at = wholeWordIndex(text, name)
    if (at !== -1 && (found === null || at < found.at)) found = { name, at }
  }
  return found
}

/** Where `name` stands without a letter, digit, `/` or `:` next to it; -1 when nowhere. */
function wholeWordIndex(text: string, name: string): number {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    const before = text.slice(at - 1, at)
    const behind = text.slice(at + name.length, at + name.length + 1)
    if ((at === 0 || !/[\p{L}\p{N}/]/u.test(before)) && !/[\p{L}\p{N}/]/u.test(behind)) return at
  }
  return -1
}

/** Words with what Markdown would act on escaped. `original` tells which spaces at the ends belong to the piece. */
function markdownWords(line: string, original: string): string {
  if (original.trim() === '') return ' '
  const words = line.split(' ').map((word) => (couldBecomeLink(word) ? codeWord(word) : escapeWord(word)))
  return (/^\s/.test(original) ? ' ' : '') + words.join(' ') + (/\s$/.test(original) ? ' ' : '')
}

function couldBecomeLink(word: string): boolean {
  return /@|:\/|www\.|#\w|\$|^GH-\d|:[\w+-]+:/i.test(word)
}

/** A word as code; the punctuation of the sentence stays outside. */
function codeWord(word: string): string {
  const [, body = '', punctuation = ''] = /^(.*?)([.,;:!?)]*)$/u.exec(word) ?? []
  return body === '' ? escapeWord(word) : markdownCode(body, 200) + escapeWord(punctuation)
}

function escapeWord(word: string): string {
  return word
    .replace(/[\\`*[\]~]/g, (character) => `\\${character}`)
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replace(/\|/g, characterReference)
    .replace(/<(?=[^\s\d=])/g, '&lt;')
    .replace(/(^|\W)_+|_+(?=\W|$)/g, (underscores) => underscores.replaceAll('_', '\\_'))
}

/** At the start of a list item or a paragraph these would begin a heading, a quote, a list or a rule. */
function escapeLineStart(text: string): string {
  return text.replace(/^(?:[#>+=-]|\d+(?=[.)](?:\s|$)))/, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`))
}

function characterReference(character: string): string {
  return `&#${character.codePointAt(0) ?? 0xfffd};`
}
