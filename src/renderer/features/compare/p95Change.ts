/** How one p95 stands to another, in a few characters: a hint where to look, for lists. Whether it is worse, and how sure that is, only a comparison says. */
import { DEFAULT_THRESHOLDS } from '../../../core/comparison/comparisonInput.ts'
import { textOfEffect } from '../../../core/comparison/comparisonWords.ts'
import type { Tone } from '../../ui/tone.ts'

export interface P95Change {
  tone: Tone
  /** `▲ +18 %`, `▼ −20 %`; `~ +2.0 %`: less than what matters. */
  text: string
  /** 0.18: by so much of the first. */
  share: number
}

/** Null: there is nothing to take a share of. */
export function p95Change(fromMs: number | null, toMs: number | null): P95Change | null {
  if (fromMs === null || toMs === null || !(fromMs > 0) || !(toMs > 0)) return null
  const share = toMs / fromMs - 1
  const text = textOfEffect('p95', Math.log(toMs / fromMs), fromMs)
  if (Math.abs(share) < DEFAULT_THRESHOLDS.p95) return { tone: 'plain', text: `~ ${text}`, share }
  return share > 0 ? { tone: 'warn', text: `▲ ${text}`, share } : { tone: 'met', text: `▼ ${text}`, share }
}
