/** What a search found, and the code that the command ends with. */
import type { CapacityAnalysis } from '../../core/capacity/analyzeCapacity.ts'
import { endSentence, kneeSentence } from '../../core/capacity/capacityWords.ts'
import type { AskedLoad, LevelRun } from '../../core/capacity/level.ts'
import type { Answer, Phase, SearchStep } from '../../core/capacity/search/nextStep.ts'
import type { SearchSettings } from '../../core/capacity/search/searchSettings.ts'
import { EXIT_CODES, type ExitReason } from '../../core/criteria/exitCode.ts'
import type { CompiledPlan } from '../../core/plan/compiledPlan.ts'
import type { LevelTimes } from '../../host/capacity/levelScenario.ts'
import type { Build } from '../../host/storage/newRun.ts'

/** One run of the search. */
export interface Measured {
  load: AskedLoad
  phase: Phase
  answer: Answer
  runId: string
  /** Null: the target answered nothing. */
  level: LevelRun | null
}

export type Stop =
  | Extract<SearchStep, { kind: 'ended' }>
  | { kind: 'signal'; signal: 'sigint' | 'sigterm' }
  | { kind: 'fault'; exit: 'bug' | 'usage' | 'notWritten'; sentence: string }

export interface CapacityResult {
  plan: CompiledPlan
  planFile: string | null
  scenario: string
  build: Build
  /** The tag of its runs; null: none was begun. */
  group: string | null
  settings: SearchSettings
  times: LevelTimes
  unit: AskedLoad['unit']
  /** In the order in which they ran. */
  measured: Measured[]
  stop: Stop
  analysis: CapacityAnalysis
}

export interface CapacityExit {
  status: 'found' | 'noneMet' | 'inconclusive' | 'failed'
  exitCode: number
  /** Why it ended. */
  sentence: string
}

export function exitOf({ stop, unit, analysis }: CapacityResult): CapacityExit {
  const exit = (status: CapacityExit['status'], reason: ExitReason, sentence: string): CapacityExit => ({
    status,
    exitCode: EXIT_CODES[reason],
    sentence,
  })
  if (stop.kind === 'signal')
    return exit(
      'inconclusive',
      stop.signal,
      `Stopped by ${stop.signal.toUpperCase()}; the runs that were made are kept.`,
    )
  if (stop.kind === 'fault') return exit('failed', stop.exit, stop.sentence)
  const { why, isConfirmed, largest } = stop
  const sentence = endSentence(why, unit, isConfirmed)
  switch (why.kind) {
    case 'found':
    case 'mostPassed':
      return isConfirmed ? exit('found', 'ok', sentence) : exit('inconclusive', 'inconclusive', sentence)
    case 'leastFailed':
      return exit('noneMet', 'overMaximum', sentence)
    case 'unreachable':
      // What did answer before gave out under the load: that is a finding about the target.
      return largest === null && analysis.levels.length === 0
        ? exit('failed', 'nothingMeasured', sentence)
        : exit('inconclusive', 'inconclusive', sentence)
    case 'starved':
    case 'tooFew':
    case 'runsUsedUp':
      return exit('inconclusive', 'inconclusive', sentence)
    default: {
      const unknown: never = why
      throw new TypeError(`Unknown end ${JSON.stringify(unknown)}`)
    }
  }
}

/** The result in one sentence. */
export function resultSentence(result: CapacityResult): string {
  return kneeSentence(result.analysis.knee)
}
