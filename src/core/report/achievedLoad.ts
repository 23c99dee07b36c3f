/** How much of the planned load really ran: a run with a fifth of its users says little about the system. */
import { formatSignificant } from '../units/number.ts'
import { formatShare } from '../units/percent.ts'
import type { RunReport } from './report.ts'
import type { PlannedLoad } from './reportInput.ts'

export interface AchievedLoad {
  /** Achieved ÷ planned, means over the judged steps that are whole. */
  share: number
  /** How far chance alone can take the share from 1: five standard deviations of a Poisson count, 0 where nothing is random. */
  chance: number
  /** `On average 2.00 users ran where 9.20 were planned (21.74 %).` */
  sentence: string
}

/** Below this share of the plan a run cannot pass: the load it was judged under is another one. */
export const ACHIEVED_SHARE_AT_LEAST = 0.9
/** With fewer steps, a gauge read once a step says too little. */
const STEPS_AT_LEAST = 5

/**
 * @param judged indexes [from, to) of the timeline's steps; the last is left out, as a load may end within it
 * @returns null where nothing was planned, or too little was seen
 */
export function achievedLoad(
  planned: PlannedLoad | null,
  timeline: RunReport['timeline'],
  judged: { from: number; to: number },
): AchievedLoad | null {
  if (planned === null) return null
  const { from, to } = judged
  const steps = planned.perStep
    .slice(from, Math.max(from, to - 1))
    .flatMap((value, index) => (value === null || value <= 0 ? [] : [{ at: from + index, value }]))
  if (steps.length < STEPS_AT_LEAST) return null
  const perStep = timeline.stepMs / 1000
  let achieved = 0
  let wanted = 0
  for (const { at, value } of steps) {
    achieved += planned.kind === 'users' ? timeline.users[at]! : timeline.iterationsStarted[at]! / perStep
    wanted += value
  }
  const share = achieved / wanted
  const unit = planned.kind === 'users' ? 'users' : 'iterations per second'
  const mean = (total: number): string => formatSignificant(total / steps.length)
  return {
    share,
    chance: planned.isRandom === true ? 5 / Math.sqrt(wanted * perStep) : 0,
    sentence: `On average ${mean(achieved)} ${unit} ran where ${mean(wanted)} were planned (${formatShare(share, true)}).`,
  }
}
