/** The load that a run had, in short stretches: in seconds one by one chance would be most of it. */
import { isRequestKind } from '../../core/criteria/measurement.ts'
import type { LevelBlock } from '../../core/comparison/overlay/alignByLevel.ts'
import type { Pace } from '../analysis/pace.ts'
import type { RunRecord } from '../runs/runRecord.ts'
import { secondsBetween } from '../runs/secondsBetween.ts'
import type { GroupVisitor } from '../storage/windowGroups.ts'

const BLOCK_S = 5
/** Of runs that are so long that more would be read than is seen. */
const LONG_BLOCK_S = 10
const LONG_S = 1800

/**
 * Whole blocks to the end of the load.
 * @param of `rate`: requests of the whole run that ended, per second · `inFlight`: under way at the ends of its seconds, on average
 */
export async function levelBlocks(record: RunRecord, of: 'rate' | 'inFlight', pace: Pace): Promise<LevelBlock[]> {
  const toS = record.judged.loadEndS
  const blockS = toS > LONG_S ? LONG_BLOCK_S : BLOCK_S
  const blocks: LevelBlock[] = []
  for (const { t, groups } of record.reader.steps(blockS, { fromS: 0, toS, by: ['kind'] }, COUNTED)) {
    const level = of === 'rate' ? sumOf(groups) / blockS : inFlightOf(record, t, t + blockS)
    if (t + blockS <= toS && level !== null) blocks.push({ fromS: t, toS: t + blockS, level })
    await pace()
  }
  return blocks
}

const COUNTED: GroupVisitor<number> = {
  isTimed: () => false,
  take: ({ kind }, sum) => (isRequestKind(kind!) ? sum.totals.count : 0),
}

function inFlightOf(record: RunRecord, fromS: number, toS: number): number | null {
  const seconds = secondsBetween(record.seconds(), fromS, toS)
  return seconds.length === 0 ? null : sumOf(seconds.map(({ load }) => load.inFlight)) / seconds.length
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
