// Finds a secret in whatever way the text around it writes it: as it is, in JSON (also JSON inside JSON), percent-encoded
// once or twice, with HTML references, as base64 or hex, and cut off at the end of an excerpt. A list of encoded copies
// would miss the mixtures (`p%40ss!` and `p%40ss%21` are both right), so every character matches any of its spellings.

import { domainToASCII } from 'node:url'

/** Longer secrets are found in pieces of this many characters, which keeps patterns small and finds cut copies too. */
const PIECE_CHARACTERS = 64
/** A beginning of a secret at the place where a text was cut is masked from this many characters on. */
const CUT_CHARACTERS = 4
/** Shorter secrets are not looked for in base64 and hex: that would hit by chance. */
const MIN_ENCODED_BYTES = 5

/** One pattern for all secrets, longest first; null when there are none. Matching is linear in the text. */
export function secretPattern(secrets: readonly string[]): RegExp | null {
  const pieces = new Set(secrets.flatMap(piecesOf))
  const literals = new Set([...secrets.flatMap(encodedCopies), ...secrets.flatMap(hostCopies)])
  const alternatives = [
    ...[...pieces].map((piece) => ({ length: piece.length, source: spelledPattern(piece) })),
    ...[...literals].map((literal) => ({ length: literal.length, source: escaped(literal) })),
  ]
  if (alternatives.length === 0) return null
  alternatives.sort((a, b) => b.length - a.length)
  return new RegExp(alternatives.map(({ source }) => source).join('|'), 'g')
}

function piecesOf(secret: string): string[] {
  const characters = Array.from(secret)
  if (characters.length < 2 * PIECE_CHARACTERS) return secret === '' ? [] : [secret]
  const pieces: string[] = []
  for (let at = 0; at < characters.length; at += PIECE_CHARACTERS) {
    // The last piece takes the remainder, so that no piece is short.
    const isLast = at + 2 * PIECE_CHARACTERS > characters.length
    pieces.push(characters.slice(at, isLast ? undefined : at + PIECE_CHARACTERS).join(''))
    if (isLast) break
  }
  return pieces
}

/** The piece in any spelling, or its beginning where the text was cut. */
function spelledPattern(piece: string): string {
  // A run of backslashes is one element: escaping doubles it, perhaps several times.
  const elements = piece.match(/\\+|[^\\]/gu) ?? []
  const spelled = elements.map((element, index) => spellings(element, elements[index - 1]?.startsWith('\\') ?? false))
  if (spelled.length <= CUT_CHARACTERS) return spelled.join('')
  const head = spelled.slice(0, CUT_CHARACTERS).join('')
  const rest = spelled.slice(CUT_CHARACTERS)
  const cut = rest.slice(0, -1).reduceRight((inner, element) => `(?:${element}${inner})?`, '')
  return `${head}(?:${rest.join('')}|${cut}(?=["'…\\uFFFD]*$|["']?…))`
}

const HTML_NAMES: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' }

/**
 * Everything one character (or run of backslashes) may be written as. The spellings of one character exclude each other, and
 * behind a run of backslashes, which takes all that come, there are none of its own: so there is little to try twice.
 */
function spellings(element: string, isBehindBackslashes: boolean): string {
  if (element.startsWith('\\')) {
    const encoded = `(?:${percent('\\')}|\\\\{1,15}u005[cC]|${references(0x5c)})`
    return `(?:${encoded}{${element.length}}|\\\\{1,${16 * element.length}})`
  }
  const escapes = (atLeast: number): string => (isBehindBackslashes ? '' : `\\\\{${atLeast},15}`)
  const code = element.codePointAt(0) ?? 0
  const units = element.split('').map((unit) => unit.charCodeAt(0))
  const unicode = units.map((unit) => `u${hexPattern(unit.toString(16).padStart(4, '0'))}`).join('\\\\{1,15}')
  const list = [percent(element), escapes(1) + unicode, references(code)]
  const name = HTML_NAMES[element]
  if (name !== undefined) list.push(`&(?:amp;)?${name};`)
  if (element === ' ') list.push('\\+')
  const control = { '\n': 'n', '\r': 'r', '\t': 't', '\b': 'b', '\f': 'f' }[element]
  if (control !== undefined) list.push(`${escapes(1)}${control}`)
  // A slash, quote or other sign may stand behind backslashes; letters may not (`\n` is not n).
  list.push(/[a-z0-9]/i.test(element) ? element : `${escapes(0)}${escaped(element)}`)
  return `(?:${list.join('|')})`
}

/** `&#64;`, `&#x40;`, and the same inside HTML that was escaped again. */
function references(code: number): string {
  return `&(?:amp;)?#(?:0{0,5}${code}|[xX]0{0,5}${hexPattern(code.toString(16))});`
}

/** The UTF-8 bytes percent-encoded, once or more: `%40`, `%2540`. */
function percent(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%(?:25){0,3}${hexPattern(byte.toString(16).padStart(2, '0'))}`).join('')
}

function hexPattern(digits: string): string {
  return digits.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)
}

/**
 * Base64 (also as part of a longer text, such as `user:secret`, where it begins at one of three offsets) and hex. Of base64
 * only the characters that the secret alone decides.
 */
function encodedCopies(secret: string): string[] {
  const bytes = Buffer.from(secret)
  if (bytes.length < MIN_ENCODED_BYTES) return []
  const hex = bytes.toString('hex')
  const copies = [hex, hex.toUpperCase()]
  for (const offset of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    const first = Math.ceil((offset * 8) / 6)
    const last = Math.floor(((offset + bytes.length) * 8) / 6)
    const core = encoded.slice(first, last)
    copies.push(core, core.replaceAll('+', '-').replaceAll('/', '_'))
  }
  return copies
}

/** What becomes of it in the name of a host: URLs write those in lower case, and beyond ASCII as Punycode (RFC 3492). */
function hostCopies(secret: string): string[] {
  return [secret.toLowerCase(), domainToASCII(secret)].filter(
    (copy) => copy.length >= CUT_CHARACTERS && copy !== secret,
  )
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}
