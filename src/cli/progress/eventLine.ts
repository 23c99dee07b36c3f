import type { RunEvent } from '../../contract/runTick.ts'
import { clockText } from './clockText.ts'

/** `12:31 steered by terminal: 10 users added, 110 planned now`, `12:40 mark by terminal: deployed`. */
export function eventLine({ kind, atMs, by, text }: RunEvent): string {
  return `${clockText(atMs)} ${kind === 'mark' ? 'mark' : 'steered'} by ${by}: ${text}`
}
