/** Records of two builds, in pairs where their tags say so. */
import type { BuildFacts } from '../../core/comparison/compareBuilds.ts'
import type { Difference } from '../../core/comparison/comparison.ts'
import type { ComparisonSettings, RunFacts } from '../../core/comparison/comparisonInput.ts'
import { UNTRUSTED_REFUSED_ABOVE } from '../../core/comparison/differences.ts'
import type { RunRecord } from '../runs/runRecord.ts'
import { pairRuns } from './abPairs.ts'
import { runFacts } from './runFacts.ts'

interface RecordsOfBuilds {
  baseline: RunRecord[]
  candidate: RunRecord[]
}

export interface PairedRecords {
  records: RecordsOfBuilds
  facts: BuildFacts
  design: ComparisonSettings['design']
  /** What is to be said of runs that are left out. */
  unpaired: Difference[]
}

interface Side {
  id: string
  tags: string[]
  record: RunRecord
  facts: RunFacts
}

/** @param asked of `paired`, run k of the one goes with run k of the other already */
export function inPairs({ baseline, candidate }: RecordsOfBuilds, asked: ComparisonSettings['design']): PairedRecords {
  const sides = { baseline: baseline.map(sideOf), candidate: candidate.map(sideOf) }
  const pairs = asked === 'paired' ? { ...sides, unpaired: [] } : pairRuns(sides.baseline, sides.candidate)
  if (pairs === null) return { ...partsOf(sides), design: 'independent', unpaired: [] }
  const kept = withoutUntrusted(pairs.baseline, pairs.candidate)
  const left = [...pairs.unpaired, ...kept.left].map(({ id }) => id)
  return {
    ...partsOf(kept),
    design: 'paired',
    unpaired:
      left.length === 0 ? [] : [{ kind: 'unpaired', severity: 'states', baseline: [], candidate: [], runIds: left }],
  }
}

/**
 * A run that would refuse the whole comparison takes its pair out of it instead: the pairs before and after know nothing of its trouble.
 * Where no pair is left, all stay, for the refusal to be told.
 */
function withoutUntrusted(
  baseline: readonly Side[],
  candidate: readonly Side[],
): { baseline: Side[]; candidate: Side[]; left: Side[] } {
  const isTrusted = ({ facts }: Side): boolean => facts.untrustedShare <= UNTRUSTED_REFUSED_ABOVE
  const whole = baseline.flatMap((before, at) => {
    const after = candidate[at]
    return after !== undefined && isTrusted(before) && isTrusted(after) ? [{ before, after }] : []
  })
  if (whole.length === 0) return { baseline: [...baseline], candidate: [...candidate], left: [] }
  const kept = { baseline: whole.map(({ before }) => before), candidate: whole.map(({ after }) => after) }
  const ids = new Set([...kept.baseline, ...kept.candidate].map(({ id }) => id))
  return { ...kept, left: [...baseline, ...candidate].filter(({ id }) => !ids.has(id)) }
}

function sideOf(record: RunRecord): Side {
  const { id, tags } = record.run
  return { id, tags, record, facts: runFacts(record) }
}

function partsOf({
  baseline,
  candidate,
}: {
  baseline: Side[]
  candidate: Side[]
}): Pick<PairedRecords, 'records' | 'facts'> {
  return {
    records: { baseline: baseline.map(({ record }) => record), candidate: candidate.map(({ record }) => record) },
    facts: { baseline: baseline.map(({ facts }) => facts), candidate: candidate.map(({ facts }) => facts) },
  }
}
