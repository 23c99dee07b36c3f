/** Where the time of a request went, one line per phase: a bar that begins where the phase before ended. */
import { PHASES } from '../../core/recording/second.ts'
import { formatDuration } from '../../core/units/duration.ts'
import { bar } from '../../host/reports/markdown/spark.ts'

const NAME_WIDTH = 10
const TIME_WIDTH = 9

export interface PhaseLine {
  text: string
  bar: string
}

/** @param phasesUs in the order of PHASES; phases that did not happen (a connection used again) are left out */
export function phaseLines(phasesUs: readonly number[], barWidth: number, unicode: boolean): PhaseLine[] {
  const totalUs = phasesUs.reduce((sum, us) => sum + us, 0)
  let beforeUs = 0
  const lines: PhaseLine[] = []
  PHASES.forEach((phase, index) => {
    const us = phasesUs[index] ?? 0
    if (us <= 0) return
    const begin = Math.min(barWidth - 1, Math.floor((beforeUs / totalUs) * barWidth))
    const drawn = bar(us / totalUs, barWidth - begin > 0 ? barWidth : 1).slice(0, barWidth - begin)
    beforeUs += us
    lines.push({
      text: phase.padEnd(NAME_WIDTH) + formatDuration(us / 1000).padStart(TIME_WIDTH),
      bar: ' '.repeat(begin) + (unicode ? drawn : drawn.replace(/[█-▏]/g, '#')),
    })
  })
  return lines
}
