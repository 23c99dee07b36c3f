/**
 * Text of others (plans, servers, file names) made harmless for a terminal: escape sequences and characters that steer the cursor, hide
 * text or turn the reading direction are spelt out, so that what is seen is what is there.
 */
import { spellOutControls } from '../../core/plan/problem.ts'

/** One line of it; line breaks and tabs become spaces. */
export function plainText(text: string): string {
  return spellOutControls(text.replace(/\r\n|[\r\n\t\v\f\u0085\u2028\u2029]/g, ' '))
}

/** Several lines of it. */
export function plainLines(text: string): string {
  return text
    .split(/\r\n|[\r\n]/)
    .map((line) => spellOutControls(line.replaceAll('\t', '    ')))
    .join('\n')
}

const ASCII: Record<string, string> = {
  '✕': 'FAIL',
  '✓': 'OK',
  '▲': 'WARN',
  '○': '?',
  '⊘': '!',
  '●': '*',
  '█': '#',
  '…': '...',
  '–': '-',
  '—': '-',
  '−': '-',
  '·': '|',
  µ: 'u',
  μ: 'u',
  '×': 'x',
  '≤': '<=',
  '≥': '>=',
  '≠': '!=',
  '±': '+/-',
  '→': '->',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '\u00a0': ' ',
  '\u202f': ' ',
  '\u2009': ' ',
}

/** The same in ASCII, for terminals that cannot show more: our signs as words, accents left out, `?` for what is left. */
export function asciiText(text: string): string {
  // oxlint-disable-next-line no-control-regex -- ASCII is what is kept, line breaks and our own colours with it
  return text.replace(/[^\u0000-\u007f]/gu, (character) => ASCII[character] ?? withoutAccents(character))
}

function withoutAccents(character: string): string {
  const plain = character.normalize('NFKD').replace(/\p{M}/gu, '')
  // oxlint-disable-next-line no-control-regex -- ASCII is what is looked for
  return plain !== '' && /^[\u0020-\u007e]+$/.test(plain)
    ? plain
    : character.normalize('NFKD').match(/^\p{M}+$/u)
      ? ''
      : '?'
}
