/** Two sets of runs of the history compared: read one by one, so that an hour of many endpoints fits into memory, and can be stopped. */
import { compareEvidence, isRefused, refusedComparison, warmUpOf } from '../../core/comparison/compareBuilds.ts'
import type { BuildComparison } from '../../core/comparison/comparison.ts'
import type { ComparedRun, ComparisonSettings } from '../../core/comparison/comparisonInput.ts'
import { differencesOf } from '../../core/comparison/differences.ts'
import { runEvidence, type RunEvidence } from '../../core/comparison/runEvidence.ts'
import type { Pace } from '../analysis/pace.ts'
import { recordOf, type RunRecord } from '../runs/runRecord.ts'
import type { History } from '../storage/history.ts'
import { historyChanges } from './historyChanges.ts'
import { historyRuns } from './historyRuns.ts'
import { inPairs } from './inPairs.ts'
import { readRunSeconds, readRunTotals } from './runSeconds.ts'

export interface ComparedRuns {
  /** Ids of runs that have ended. */
  baseline: readonly string[]
  candidate: readonly string[]
}

/** @param done runs read so far, of `of` */
export type ComparisonProgress = (done: number, of: number) => void

/**
 * The same runs get the same answer, whoever asks: runs that went beside each other (`run --ab`) are compared in pairs, also when that is
 * not asked for.
 *
 * @param pace is awaited between pieces of work; where it throws, the comparison is given up
 * @throws HistoryError when a run is not there, or damaged
 */
export async function compareRuns(
  history: History,
  { baseline, candidate }: ComparedRuns,
  asked: ComparisonSettings,
  pace: Pace,
  progress: ComparisonProgress = () => {},
): Promise<BuildComparison> {
  const { records, facts, unpaired, design } = inPairs(
    { baseline: recordsOf(history, baseline), candidate: recordsOf(history, candidate) },
    asked.design,
  )
  const settings = { ...asked, design }
  const differences = [...differencesOf(facts.baseline, facts.candidate), ...unpaired]
  if (isRefused(differences, settings.isForced)) return refusedComparison(facts, differences)

  const all = [...records.baseline, ...records.candidate]
  const beginnings: ComparedRun[] = []
  if (settings.warmUp === 'detect')
    for (const [at, record] of all.entries())
      beginnings.push({
        facts: [...facts.baseline, ...facts.candidate][at]!,
        seconds: await readRunTotals(record, pace),
      })
  const cutS = warmUpOf(beginnings, settings)

  let done = 0
  async function evidenceOf(record: RunRecord): Promise<RunEvidence> {
    const evidence = runEvidence(await readRunSeconds(record, pace), cutS)
    progress(++done, all.length)
    await pace()
    return evidence
  }
  const evidence: { baseline: RunEvidence[]; candidate: RunEvidence[] } = { baseline: [], candidate: [] }
  for (const record of records.baseline) evidence.baseline.push(await evidenceOf(record))
  for (const record of records.candidate) evidence.candidate.push(await evidenceOf(record))

  const runs = historyRuns(history, facts.candidate[0]!, new Set([...baseline, ...candidate]))
  return compareEvidence({
    facts,
    differences,
    cutS,
    ...evidence,
    history: { runs, changes: historyChanges(runs) },
    settings,
  })
}

function recordsOf(history: History, ids: readonly string[]): RunRecord[] {
  return ids.map((id) => recordOf(history.findRun(id)))
}
