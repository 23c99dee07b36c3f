/** Runs of two builds laid over each other: each read where the common axis has its seconds, and nowhere else. */
import type { OverlayQuestion, OverlayRun, OverlayView } from '../../contract/methods/builds.ts'
import { isSuspect } from '../../core/criteria/untrusted.ts'
import { alignByElapsed } from '../../core/comparison/overlay/alignByElapsed.ts'
import { alignByLevel } from '../../core/comparison/overlay/alignByLevel.ts'
import { alignByStage } from '../../core/comparison/overlay/alignByStage.ts'
import type { Alignment, AlignedRuns } from '../../core/comparison/overlay/overlayAxis.ts'
import type { Pace } from '../analysis/pace.ts'
import { recordOf, type RunRecord } from '../runs/runRecord.ts'
import type { History } from '../storage/history.ts'
import { levelBlocks } from './levelBlocks.ts'
import { readOverlaidRun } from './readOverlaidRun.ts'

/** @throws HistoryError when a run is not there, or damaged */
export async function overlayRuns(
  history: History,
  { baseline, candidate, endpoint, align }: OverlayQuestion,
  pace: Pace,
): Promise<OverlayView> {
  const records: RunRecord[] = []
  for (const id of [...baseline, ...candidate]) {
    records.push(recordOf(history.findRun(id)))
    await pace()
  }
  const aligned = await alignedBy(align, records, pace)
  if ('tooManyStages' in aligned) return { kind: 'tooManyStages', stages: aligned.tooManyStages }

  const isOfLevels = align === 'rate' || align === 'inFlight'
  const runs: OverlayRun[] = []
  for (const [at, record] of records.entries())
    runs.push(
      await readOverlaidRun(record, aligned.places[at]!, { count: aligned.axis.count, endpoint, isOfLevels }, pace),
    )
  return {
    kind: 'overlaid',
    axis: aligned.axis,
    warmUpS: Math.max(...records.map(({ judged }) => judged.fromS)),
    baseline: runs.slice(0, baseline.length),
    candidate: runs.slice(baseline.length),
  }
}

async function alignedBy(
  align: Alignment,
  records: readonly RunRecord[],
  pace: Pace,
): Promise<AlignedRuns | { tooManyStages: number }> {
  const runs = records.map((record) => ({ kept: keptSeconds(record), load: record.load }))
  switch (align) {
    case 'elapsed':
      return alignByElapsed(runs)
    case 'stage':
      return alignByStage(runs)
    case 'rate':
    case 'inFlight': {
      const withLevels = []
      for (const [at, record] of records.entries())
        withLevels.push({
          kept: runs[at]!.kept,
          judgedFromS: record.judged.fromS,
          blocks: await levelBlocks(record, align, pace),
        })
      return alignByLevel(withLevels)
    }
    default: {
      const unknown: never = align
      throw new TypeError(`Unknown alignment ${String(unknown)}`)
    }
  }
}

/** To the end of the load. Of a second that was not written nothing is known. */
function keptSeconds(record: RunRecord): Uint8Array {
  const kept = new Uint8Array(record.judged.loadEndS)
  for (const second of record.trust()) if (second.t < kept.length && !isSuspect(second)) kept[second.t] = 1
  return kept
}
