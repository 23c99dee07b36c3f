/** Durations as code writes them: `'2s'`, milliseconds, and for think times `'1s..3s'`. */
import type { Wait } from '../../core/plan/compiledPlan.ts'
import { parseWaitText } from '../../core/plan/waitGrammar.ts'
import { parseDuration } from '../../core/units/duration.ts'
import { Remembered } from './remembered.ts'

const durations = new Remembered<number>((text) => {
  const parsed = parseDuration(text)
  if (!parsed.ok) throw new Error(`${JSON.stringify(text)} is not a duration such as '2s' or 2000 (ms)`)
  return parsed.value
})

const waits = new Remembered<Wait>((text) => {
  const parsed = parseWaitText(text)
  if (!parsed.ok) throw new Error(`sleep(${JSON.stringify(text)}): expected '2s', '1s..3s' or 2000 (ms)`)
  return parsed.value
})

/** @throws Error with a plain sentence */
export function durationMs(duration: string | number): number {
  return typeof duration === 'number' ? checked(duration) : durations.of(String(duration))
}

/** @throws Error with a plain sentence */
export function waitOfCode(duration: string | number): Wait {
  return typeof duration === 'number' ? { kind: 'fixed', ms: checked(duration) } : waits.of(String(duration))
}

function checked(ms: number): number {
  if (!(ms >= 0) || ms > 1e10) throw new Error(`${ms} is not a number of milliseconds`)
  return ms
}
