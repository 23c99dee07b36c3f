/** Names from plans and targets as one short line: on a canvas there is no <bdi>. */

const MOST_CHARACTERS = 200
/** Marks that turn the direction of what stands behind them, and of the rest of the line. */
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]+/g

export function plainText(text: string): string {
  const line = text
    .slice(0, MOST_CHARACTERS * 2)
    .replace(BIDI, '')
    .replace(CONTROL, ' ')
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS - 1)}…` : line
}
