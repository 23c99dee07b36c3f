/** What a stage of a load is called where several runs have it. */
import type { LoadShape, Stage } from '../../load/loadShape.ts'
import { formatCount } from '../../units/number.ts'

interface StageOfRun {
  model: LoadShape['model']
  /** Undefined: the run has none of this number. */
  stage: Stage | undefined
}

/** `2: 50 users`, `1: 1 → 50 users`, `3: 25/s`; where the runs differ in it only its number. */
export function stageName(number: number, runs: readonly StageOfRun[]): string {
  const texts = new Set(runs.flatMap(({ model, stage }) => (stage === undefined ? [] : [stageText(model, stage)])))
  const [text] = texts
  return text === undefined || texts.size > 1 ? String(number) : `${number}: ${text}`
}

function stageText(model: LoadShape['model'], { from, to }: Stage): string {
  const text = (level: number): string =>
    model === 'open' ? String(Math.round(level * 1000) / 1000) : formatCount(Math.floor(level))
  const levels = from === to ? text(to) : `${text(from)} → ${text(to)}`
  if (model === 'open') return `${levels}/s`
  return levels === '1' ? '1 user' : `${levels} users`
}
