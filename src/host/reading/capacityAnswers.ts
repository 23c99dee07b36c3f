/**
 * Capacity for whoever looks: what each run says of its load, and what they say together. Both are kept: a run that has ended says the same the
 * next time, and the same runs say the same together.
 */
import type { Parsed } from '../../contract/method.ts'
import {
  MOST_LEVEL_RUNS,
  type capacityMethods,
  type CapacityView,
  type LeftOutRun,
} from '../../contract/methods/capacity.ts'
import { analyzeCapacity, type CapacityAnalysis } from '../../core/capacity/analyzeCapacity.ts'
import type { LevelRun } from '../../core/capacity/level.ts'
import { EXIT_CODES } from '../../core/criteria/exitCode.ts'
import { HistogramFormatError } from '../../core/histogram/encoding.ts'
import type { Pace } from '../analysis/pace.ts'
import { judgedAs, levelOf } from '../capacity/readLevel.ts'
import { steadyLoad } from '../capacity/steadyLoad.ts'
import { buildName } from '../comparison/runFacts.ts'
import { recordOf } from '../runs/runRecord.ts'
import { scenarioOfLevel } from '../storage/capacitySearches.ts'
import type { History } from '../storage/history.ts'
import { HistoryError } from '../storage/historyError.ts'
import type { RunSummary } from '../storage/newRun.ts'
import type { RunReader } from '../storage/runReader.ts'

type Question = Parsed<(typeof capacityMethods)['capacity.read']>

export interface CapacityAnswers {
  /** @throws HistoryError 'notFound' where there is no such search or run */
  read(history: History, question: Question, pace: Pace): Promise<CapacityView>
  forget(): void
}

interface FoundRun {
  reader: RunReader
  run: RunSummary
}

type Read = { level: LevelRun } | { why: string }

/** Of what was read; each is small. */
const KEPT_RUNS = 2000
const KEPT_ANALYSES = 20

export function createCapacityAnswers(): CapacityAnswers {
  const known = new Map<string, Read>()
  const analyses = new Map<string, CapacityAnalysis>()

  function readRun(history: History, reader: RunReader, run: RunSummary): Read {
    const key = JSON.stringify([run.id, run.endedAtMs, run.lastSecond])
    const there = known.get(key)
    if (there !== undefined) return there
    const read = levelOrWhy(history, reader, run)
    keep(known, key, read, KEPT_RUNS)
    return read
  }

  return {
    async read(history, question, pace) {
      const { runs, search } = runsOf(history, question)
      const newest = runs.at(-1)!.run
      const ended = runs.filter(({ run }) => run.status !== 'running')
      const [levels, leftOut]: [LevelRun[], LeftOutRun[]] = [[], []]
      const builds = new Set<string>()
      for (const { reader, run } of ended) {
        await pace()
        const read = isSameTest(run, newest)
          ? readRun(history, reader, run)
          : { why: 'It is of another scenario or target than the newest run.' }
        const unit = levels[0]?.load.unit
        if ('why' in read) leftOut.push({ runId: run.id, why: read.why })
        else if (unit !== undefined && unit !== read.level.load.unit)
          leftOut.push({
            runId: run.id,
            why: 'Its load is of another kind: users and arrivals cannot be held against each other.',
          })
        else {
          levels.push(read.level)
          const build = buildName(run.build)
          if (build !== null) builds.add(build)
        }
      }
      await pace()
      const key = JSON.stringify(levels.map(({ runId, requests }) => [runId, requests]))
      const analysis = analyses.get(key) ?? analyzeCapacity(levels)
      keep(analyses, key, analysis, KEPT_ANALYSES)
      return {
        search,
        planName: newest.planName,
        planFile: newest.planFile,
        scenario: scenarioOfLevel(newest.scenario),
        target: newest.target,
        builds: [...builds],
        startedAtMs: runs[0]!.run.startedAtMs,
        unit: levels[0]?.load.unit ?? 'users',
        isRunning: ended.length < runs.length,
        runIds: levels.map(({ runId }) => runId),
        leftOut,
        analysis,
      }
    },
    forget() {
      known.clear()
      analyses.clear()
    },
  }
}

/** At least one run, each once, the first to begin first. */
function runsOf(history: History, question: Question): { runs: FoundRun[]; search: string | null } {
  const { ids, search } = 'runs' in question ? { ids: question.runs, search: null } : idsOf(history, question.search)
  const found = ids.map((id): FoundRun => {
    const reader = history.findRun(id)
    return { reader, run: reader.run() }
  })
  const byId = new Map(found.map((each) => [each.run.id, each]))
  return { runs: [...byId.values()].toSorted((a, b) => a.run.startedAtMs - b.run.startedAtMs), search }
}

function idsOf(history: History, search: string): { ids: string[]; search: string } {
  const { ids } = history.listRunIds({
    filter: { text: '', tag: `capacity ${search}` },
    sort: [{ column: 'startedAt', descending: false }],
  })
  if (ids.length === 0)
    throw new HistoryError(
      'notFound',
      `No run is of a search for capacity ${search}: its runs were deleted, or it was made in another workspace.`,
    )
  return { ids: ids.slice(0, MOST_LEVEL_RUNS), search }
}

function isSameTest(run: RunSummary, other: RunSummary): boolean {
  return run.planName === other.planName && run.scenario === other.scenario && run.target === other.target
}

/** One run that cannot be read must not take the others along. */
function levelOrWhy(history: History, reader: RunReader, run: RunSummary): Read {
  if (run.verdict?.exitCode === EXIT_CODES.nothingMeasured) return { why: 'The target answered nothing.' }
  try {
    const record = recordOf(reader)
    const load = steadyLoad(record)
    if (load === null) return { why: 'Its load was not constant while it was measured.' }
    return { level: { ...levelOf(record, judgedAs(history, record)), load } }
  } catch (error) {
    const isDamaged =
      error instanceof HistogramFormatError || (error instanceof HistoryError && error.code === 'damaged')
    if (!isDamaged) throw error
    return { why: 'It is damaged in the history.' }
  }
}

function keep<T>(kept: Map<string, T>, key: string, value: T, atMost: number): void {
  kept.delete(key)
  kept.set(key, value)
  const [oldest] = kept.keys()
  if (kept.size > atMost && oldest !== undefined) kept.delete(oldest)
}
