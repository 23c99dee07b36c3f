/** The stretches of a run that have names: all of it, what was judged, and where the load was level. */
import type { NamedWindow } from '../../contract/methods/analysis.ts'
import type { LoadShape } from '../../core/load/loadShape.ts'
import { formatCount } from '../../core/units/number.ts'
import type { RunRecord } from '../runs/runRecord.ts'
import { judgedWindow } from './stretchOf.ts'

/** A shorter one says nothing. */
const PLATEAU_AT_LEAST_S = 2

export function namedWindows({ endS, judged, settings, load }: RunRecord): NamedWindow[] {
  const windows: NamedWindow[] = []
  if (endS > 0) windows.push({ kind: 'whole', name: 'Whole run', fromS: 0, toS: endS })
  const own = judgedWindow(judged)
  if (own !== null)
    windows.push({ kind: 'judged', name: settings.warmUpMs > 0 ? 'Without warm-up' : 'Load period', ...own })
  // What is before the warm-up ends is not steady, however level the load was.
  return [...windows, ...plateaus(load, settings.warmUpMs, Math.min(judged.toMs, endS * 1000))]
}

function plateaus(load: LoadShape, fromMs: number, toMs: number): NamedWindow[] {
  const found = levelStages(load).flatMap(({ level, startMs, endMs }) => {
    const fromS = Math.ceil(Math.max(startMs, fromMs) / 1000)
    const toS = Math.floor(Math.min(endMs, toMs) / 1000)
    return toS - fromS >= PLATEAU_AT_LEAST_S ? [{ level, fromS, toS }] : []
  })
  return found.map(({ level, ...window }, at) => ({
    kind: 'plateau',
    name: `Plateau${found.length > 1 ? ` ${at + 1}` : ''}: ${levelText(load, level)}`,
    ...window,
  }))
}

/** Neighbours of one level are one. A level of nothing, in a pause say, is none. */
function levelStages({ stages }: LoadShape): { level: number; startMs: number; endMs: number }[] {
  const level: { level: number; startMs: number; endMs: number }[] = []
  let startMs = 0
  for (const stage of stages) {
    const endMs = startMs + stage.durationMs
    const last = level.at(-1)
    if (stage.durationMs > 0 && stage.from === stage.to && stage.from > 0) {
      if (last !== undefined && last.endMs === startMs && last.level === stage.from) last.endMs = endMs
      else level.push({ level: stage.from, startMs, endMs })
    }
    startMs = endMs
  }
  return level
}

function levelText({ model }: LoadShape, level: number): string {
  if (model === 'open') return `${Math.round(level * 1000) / 1000}/s`
  return level === 1 ? '1 user' : `${formatCount(Math.floor(level))} users`
}
