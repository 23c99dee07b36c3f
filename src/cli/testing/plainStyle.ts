/** A terminal without colours, for tests of what is printed. */
import { createColors } from 'picocolors'
import type { TerminalStyle } from '../cliContext.ts'

export const PLAIN_STYLE: TerminalStyle = {
  interactive: false,
  colour: false,
  unicode: true,
  columns: () => 120,
  paint: createColors(false),
}
