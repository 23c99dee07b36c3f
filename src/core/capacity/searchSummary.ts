/** What became of a search, going by the verdicts of its runs: what a list says of it without reading what they measured. */
import { loadText } from './capacityWords.ts'
import type { AskedLoad } from './level.ts'

export interface JudgedLoad {
  load: AskedLoad
  verdict: 'passed' | 'failed' | 'inconclusive' | null
}

/** `64 users passed, 80 users failed`. A load of which one run failed has failed; what passed above it is luck. */
export function searchSummary(runs: readonly JudgedLoad[]): string {
  const failed = runs.filter(({ verdict }) => verdict === 'failed').map(({ load }) => load)
  const lowest = failed.toSorted((a, b) => a.level - b.level)[0]
  const passed = runs
    .filter(({ verdict, load }) => verdict === 'passed' && (lowest === undefined || load.level < lowest.level))
    .map(({ load }) => load)
  const highest = passed.toSorted((a, b) => b.level - a.level)[0]
  if (highest === undefined) return lowest === undefined ? 'no load was judged' : `${loadText(lowest)} failed already`
  return `${loadText(highest)} passed, ${lowest === undefined ? 'no load failed' : `${loadText(lowest)} failed`}`
}
