/** Two sets of runs of the history compared: read one by one, so that an hour of many endpoints fits into memory, and can be stopped. */
import { compareEvidenceInTurn, isRefused, refusedComparison } from '../../core/comparison/compareBuilds.ts'
import type { BuildComparison } from '../../core/comparison/comparison.ts'
import type { ComparisonSettings } from '../../core/comparison/comparisonInput.ts'
import { differencesOf } from '../../core/comparison/differences.ts'
import { runEvidenceInTurn, type RunEvidence } from '../../core/comparison/runEvidence.ts'
import { beginningOf, warmUpSeconds, type Beginning } from '../../core/comparison/warmUp.ts'
import { paced, type Pace } from '../analysis/pace.ts'
import { recordOf, type RunRecord } from '../runs/runRecord.ts'
import type { History } from '../storage/history.ts'
import { createComparisonWork, toldInTurn, type ComparisonProgress, type ComparisonWork } from './comparisonProgress.ts'
import { historyChangesInTurn } from './historyChanges.ts'
import { historyRuns } from './historyRuns.ts'
import { inPairs } from './inPairs.ts'
import { createRunSecondsReader, type RunSecondsReader } from './runSeconds.ts'

export interface ComparedRuns {
  /** Ids of runs that have ended. */
  baseline: readonly string[]
  candidate: readonly string[]
}

/** Pauses in which runs are compared, beside one for each endpoint. */
const OTHER_PAUSES = 40

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
  heard: (progress: ComparisonProgress) => void = () => {},
): Promise<BuildComparison> {
  const { records, facts, unpaired, design } = inPairs(
    { baseline: await recordsOf(history, baseline, pace), candidate: await recordsOf(history, candidate, pace) },
    asked.design,
  )
  const settings = { ...asked, design }
  const differences = [...differencesOf(facts.baseline, facts.candidate), ...unpaired]
  if (isRefused(differences, settings.isForced)) return refusedComparison(facts, differences)

  const all = [...records.baseline, ...records.candidate]
  const read = createRunSecondsReader()
  const work = createComparisonWork(all.length, heard)
  const { warmUp } = settings
  const cutS = warmUp === 'detect' ? await warmUpOf(all, { read, work, pace }) : warmUp.cutS

  async function evidenceOf(record: RunRecord): Promise<RunEvidence> {
    const seconds = await read.each(record, pace, work.piece('reading'))
    const inTurn = toldInTurn(runEvidenceInTurn(seconds, cutS), seconds.endpoints.length, work.piece('evidence'))
    const evidence = await paced(inTurn, pace)
    work.runIsRead()
    return evidence
  }
  const evidence: { baseline: RunEvidence[]; candidate: RunEvidence[] } = { baseline: [], candidate: [] }
  for (const record of records.baseline) evidence.baseline.push(await evidenceOf(record))
  for (const record of records.candidate) evidence.candidate.push(await evidenceOf(record))

  const runs = await historyRuns(history, facts.candidate[0]!, new Set([...baseline, ...candidate]), pace)
  const changes = await paced(historyChangesInTurn(runs), pace)
  const known = { runs, changes }
  const comparing = compareEvidenceInTurn({ facts, differences, cutS, ...evidence, history: known, settings })
  const pauses = evidence.baseline[0]!.endpoints.length + OTHER_PAUSES
  return paced(toldInTurn(comparing, pauses, work.piece('comparing')), pace)
}

/** Seconds that are left out at the beginning of each run. */
async function warmUpOf(
  records: readonly RunRecord[],
  { read, work, pace }: { read: RunSecondsReader; work: ComparisonWork; pace: Pace },
): Promise<number> {
  const beginnings: Beginning[] = []
  for (const record of records) {
    beginnings.push(beginningOf(await read.totals(record, pace, work.piece('warmUp'))))
    await pace()
  }
  return warmUpSeconds(beginnings)
}

async function recordsOf(history: History, ids: readonly string[], pace: Pace): Promise<RunRecord[]> {
  const records: RunRecord[] = []
  for (const id of ids) {
    const record = recordOf(history.findRun(id))
    // What takes long of what will be asked of it; it remembers.
    record.trust()
    records.push(record)
    await pace()
  }
  return records
}
