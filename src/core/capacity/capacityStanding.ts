/** Whether the largest load is known, and why, going by what was measured: a history does not say why a search ended. */
import type { CapacityAnalysis } from './analyzeCapacity.ts'
import { loadText, outcomeText } from './capacityWords.ts'
import type { AskedLoad } from './level.ts'
import type { LevelOutcome, NoKnee } from './maximumsMet.ts'

export interface CapacityStanding {
  kind: 'found' | 'noneMet' | 'inconclusive'
  /** What limits the load, or why nothing can be said. */
  sentence: string
  /** What would tell more; null: nothing has to be done. */
  advice: string | null
}

const FREE_THE_MACHINE = 'Stop what else runs on this machine, or use a larger one.'

export function capacityStanding({ knee, levels }: Pick<CapacityAnalysis, 'knee' | 'levels'>): CapacityStanding {
  if (knee.kind === 'none') return withoutKnee(knee.reason)
  const { load, limitedBy } = knee
  if (limitedBy === null)
    return {
      kind: 'inconclusive',
      sentence: 'The limit was not found: no larger load was measured.',
      advice: 'Measure larger loads, with a higher --most.',
    }
  const runs = levels.find((level) => level.load.level === load.level)?.runs ?? []
  const trusted = runs.filter(({ generatorDoubt }) => generatorDoubt === null).length
  return limitOf(limitedBy.load, limitedBy.outcome, { trusted, of: runs.length })
}

interface RunsAtLargest {
  trusted: number
  of: number
}

function limitOf(load: AskedLoad, outcome: LevelOutcome, largest: RunsAtLargest): CapacityStanding {
  switch (outcome.kind) {
    case 'starved':
      return {
        kind: 'inconclusive',
        sentence: `At ${loadText(load)} the generator was in the way: the target may take more.`,
        advice: FREE_THE_MACHINE,
      }
    case 'tooFew':
    case 'met':
      return {
        kind: 'inconclusive',
        sentence: `${loadText(load)} had too few samples to say: the target may take more.`,
        advice: 'Measure each load for longer, with a longer --hold.',
      }
    case 'over':
    case 'notAchieved':
    case 'tooClose':
      return limitedByTarget(`The target is the limit: at ${loadText(load)}, ${outcomeText(outcome)}.`, largest)
    default:
      return outcome satisfies never
  }
}

/** A load that was measured again, mostly by a generator in trouble, was not confirmed. */
function limitedByTarget(limit: string, { trusted, of }: RunsAtLargest): CapacityStanding {
  const doubtful = of - trusted
  if (doubtful >= trusted)
    return {
      kind: 'inconclusive',
      sentence: `${limit} Of ${of} runs at the largest load ${doubtful === 1 ? '1 says' : `${doubtful} say`} nothing: the generator was in the way.`,
      advice: FREE_THE_MACHINE,
    }
  const isOnce = trusted === 1
  return {
    kind: 'found',
    sentence: `${limit} The largest load was measured ${isOnce ? 'once' : `${trusted} times`}.`,
    advice: isOnce ? 'Further runs at it, with --confirm, tell whether that was luck.' : null,
  }
}

function withoutKnee(reason: NoKnee): CapacityStanding {
  switch (reason.kind) {
    case 'nothingMeasured':
      return {
        kind: 'inconclusive',
        sentence: 'No run has measured anything of a load.',
        advice: 'See whether the target can be reached, and whether the runs have ended.',
      }
    case 'noMaximums':
      return {
        kind: 'inconclusive',
        sentence: 'Nothing says which load is too much.',
        advice: 'Give the scenario maximums, such as p95 < 500ms.',
      }
    case 'noneMet': {
      const { outcome } = reason
      const isTarget = outcome.kind === 'over' || outcome.kind === 'notAchieved'
      return {
        kind: isTarget ? 'noneMet' : 'inconclusive',
        sentence: isTarget ? 'The smallest load was too much already.' : 'No load can be told from too much.',
        advice: isTarget ? smallerAdvice(reason.load) : adviceFor(outcome),
      }
    }
    default:
      return reason satisfies never
  }
}

function smallerAdvice({ unit, level }: AskedLoad): string {
  return unit === 'users' && level <= 1
    ? 'There is no smaller one: the target or the maximums have to change.'
    : 'Measure smaller loads, with a lower --start.'
}

function adviceFor({ kind }: LevelOutcome): string {
  return kind === 'starved' ? FREE_THE_MACHINE : 'Measure each load for longer, with a longer --hold.'
}
