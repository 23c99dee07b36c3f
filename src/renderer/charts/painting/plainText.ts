/** Names from plans and targets as one short line: on a canvas there is no <bdi>, and no room for the names of what is not seen. */
import { MISLEADING } from '../../ui/printable.ts'

const MOST_CHARACTERS = 200
const CONTROL = /\p{Cc}+/gu

export function plainText(text: string): string {
  const line = text
    .slice(0, MOST_CHARACTERS * 2)
    .replace(CONTROL, ' ')
    .replace(MISLEADING, '')
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS - 1)}…` : line
}
