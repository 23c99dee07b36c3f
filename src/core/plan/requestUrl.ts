/** URLs of requests and sockets: which parts are encoded how, and which endpoint they are counted as. */
import type { Compilation } from './compilation.ts'
import { reportInside } from './compilation.ts'
import type { Template } from './compiledPlan.ts'
import type { PlanNode } from './planNode.ts'
import { entriesOf } from './planNode.ts'
import type { Place } from './scope.ts'
import { encoded, joined, textTemplate } from './template.ts'
import { positionedTemplate } from './templatePieces.ts'
import type { Piece } from './templatePieces.ts'

export interface RequestUrl {
  url: Template
  /** `/api/workflows/:workflow/execute`; with the origin in front when that is not the target. */
  label: string
}

/**
 * `{{…}}` is percent-encoded, but not at the very start (`{{link}}` may be a whole URL) nor in the authority of an absolute
 * URL (`http://{{host}}/`). Constant characters that may not stand in a URL are encoded; a fragment is never sent.
 *
 * @param schemes what an absolute URL may begin with: http and https, or ws and wss as well
 */
export function requestUrl(
  compilation: Compilation,
  node: PlanNode | undefined,
  query: PlanNode | undefined,
  place: Place,
  schemes: readonly string[],
): RequestUrl {
  if (node?.kind !== 'scalar') return { url: [], label: '' }
  const { text } = node
  const absolute = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)
  if (absolute !== null && !schemes.includes((absolute[1] ?? '').toLowerCase())) {
    reportInside(compilation, node, 0, absolute[0].length, {
      message: 'This URL cannot be requested.',
      expected: `a path, or a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    })
  } else if (text.startsWith('//')) {
    reportInside(compilation, node, 0, 2, {
      message: 'A path that begins with // would lead to another host.',
      expected: 'one slash, or a whole URL',
    })
  } else if (absolute === null && !text.startsWith('/') && !text.startsWith('{{') && text !== '') {
    compilation.problems.add(node, {
      message: 'A path begins with a slash.',
      expected: `a path such as ${text.startsWith('?') ? '/?…' : '/api/items'}, or a URL`,
      suggestion: `/${text}`,
    })
  }
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  const control = /[\u0000-\u001f\u007f]/.exec(text)
  if (control !== null) compilation.problems.add(node, { message: 'A URL has no line breaks or control characters.' })
  const pieces = withoutFragment(positionedTemplate(compilation, node, place))
  const url = encodedPieces(pieces, absolute !== null)
  const own = joined([...url, ...queryTemplate(compilation, query, place, hasQuery(pieces))])
  return { url: own, label: labelOf(pieces, compilation.target) }
}

function withoutFragment(pieces: Piece[]): Piece[] {
  const kept: Piece[] = []
  for (const piece of pieces) {
    const hash = 'text' in piece ? piece.text.indexOf('#') : -1
    if (hash < 0 || !('text' in piece)) kept.push(piece)
    else return hash === 0 ? kept : [...kept, { text: piece.text.slice(0, hash) }]
  }
  return kept
}

function hasQuery(pieces: Piece[]): 'none' | 'begun' | 'open' {
  const last = pieces.at(-1)
  if (!pieces.some((piece) => 'text' in piece && piece.text.includes('?'))) return 'none'
  return last !== undefined && 'text' in last && /[?&]$/.test(last.text) ? 'open' : 'begun'
}

function encodedPieces(pieces: Piece[], isAbsolute: boolean): Template {
  let inAuthority = isAbsolute
  return pieces.map((piece, index) => {
    if ('part' in piece) return encoded(piece.part, index === 0 || inAuthority ? 'raw' : 'url')
    const behindScheme = index === 0 ? piece.text.replace(/^[a-z0-9+.-]*:\/\//i, '') : piece.text
    if (/[/?]/.test(behindScheme)) inAuthority = false
    return encodeConstant(piece.text)
  })
}

/** Everything that RFC 3986 does not allow to stand unescaped; a % that begins an escape stays. */
function encodeConstant(text: string): string {
  return text
    .toWellFormed()
    .replace(/%(?![0-9A-Fa-f]{2})|[^\w\-.~:/?[\]@!$&'()*+,;=%]/gu, (character) => encodeURIComponent(character))
}

/** Names and values of `query` or `form`, joined with &. */
export function formTemplate(compilation: Compilation, node: PlanNode | undefined, place: Place): Template {
  const parts: Template = []
  for (const { key, value } of entriesOf(node)) {
    for (const item of value.kind === 'list' ? value.items : [value]) {
      if (parts.length > 0) parts.push('&')
      parts.push(`${encodeURIComponent(key.toWellFormed())}=`)
      const template = textTemplate(compilation, item, place, 'url')
      parts.push(...template.map((part) => (typeof part === 'string' ? encodeURIComponent(part.toWellFormed()) : part)))
    }
  }
  return joined(parts)
}

function queryTemplate(
  compilation: Compilation,
  query: PlanNode | undefined,
  place: Place,
  present: 'none' | 'begun' | 'open',
): Template {
  const form = formTemplate(compilation, query, place)
  if (form.length === 0) return []
  return [present === 'none' ? '?' : present === 'begun' ? '&' : '', ...form]
}

function labelOf(pieces: Piece[], target: string): string {
  let label = ''
  for (const piece of pieces) {
    if ('part' in piece) {
      label += `:${piece.label}`
      continue
    }
    const end = piece.text.indexOf('?')
    label += end < 0 ? piece.text : piece.text.slice(0, end)
    if (end >= 0) break
  }
  if (target !== '' && (label === target || label.startsWith(`${target}/`))) label = label.slice(target.length) || '/'
  return label === '' ? '/' : label
}
