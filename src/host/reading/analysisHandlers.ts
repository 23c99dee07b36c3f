/** The questions of the contract, answered from one history. */
import type { AnalysisFilter, analysisMethods } from '../../contract/methods/analysis.ts'
import type { CallContext, Parsed, Result } from '../../contract/method.ts'
import { CallError } from '../../contract/rpc/remoteError.ts'
import { HistogramFormatError } from '../../core/histogram/encoding.ts'
import type { RunReport } from '../../core/report/report.ts'
import { askedFor } from '../analysis/askedFor.ts'
import { distributionView } from '../analysis/distributionView.ts'
import { endpointDistributions } from '../analysis/endpointDistributions.ts'
import { errorsView } from '../analysis/errorsView.ts'
import { explainSelection } from '../analysis/explainSelection.ts'
import { exemplarsView } from '../analysis/exemplarsView.ts'
import { healthView } from '../analysis/healthView.ts'
import { heatmapView } from '../analysis/heatmapView.ts'
import { openRun } from '../analysis/openRun.ts'
import { createPace, type Pace } from '../analysis/pace.ts'
import { reportFile } from '../analysis/reportFile.ts'
import { seenView } from '../analysis/seenView.ts'
import { stripsView } from '../analysis/stripsView.ts'
import { timelineView } from '../analysis/timelineView.ts'
import { userTypeParts } from '../analysis/userTypeParts.ts'
import { windowView } from '../analysis/windowView.ts'
import { compareSearches } from '../capacity/compareSearches.ts'
import { buildName } from '../comparison/runFacts.ts'
import { overlayRuns } from '../comparison/overlayRuns.ts'
import type { RunRecord } from '../runs/runRecord.ts'
import { reportOf } from '../runs/runReport.ts'
import type { History } from '../storage/history.ts'
import { HistoryError } from '../storage/historyError.ts'
import {
  eachMethod,
  type AnalysisHandlers,
  type AnalysisMethod,
  type AnalysisStreams,
  type RunMethod,
} from './analysisContract.ts'
import { createCapacityAnswers } from './capacityAnswers.ts'
import { comparisonOf } from './comparisonOf.ts'
import { createKnownRuns, type KnownRuns } from './knownRuns.ts'
import { nextStepsAfter } from './nextSteps.ts'
import { openedHistory } from './openedHistory.ts'
import { createReadAhead } from './readAhead.ts'
import { reportsOf } from './reportsOf.ts'
import { createTrendAnswers } from './trendAnswers.ts'

type Methods = typeof analysisMethods

interface Question<P> {
  params: P
  record: RunRecord
  history: History
  runs: KnownRuns
  pace: Pace
}

type Answers = {
  [K in keyof Methods]: (question: Question<Parsed<Methods[K]>>) => Result<Methods[K]> | Promise<Result<Methods[K]>>
}

const ANSWERS: Answers = {
  'run.open': ({ record }) => openRun(record),
  'run.window': ({ record, params }) => windowView(record, params.window, params.filter),
  'run.timeline': ({ record, params, runs, pace }) => timelineView(record, params, pace, runs.memory(record)),
  'run.heatmap': ({ record, params, runs, pace }) => heatmapView(record, params, pace, runs.memory(record)),
  'run.explain': ({ record, params }) => explainSelection(record, params),
  'run.distribution': ({ record, params }) => distributionView(record, params),
  'run.endpointDistributions': ({ record, params, pace }) => endpointDistributions(record, params, pace),
  'run.userTypes': ({ record, params }) => userTypeParts(record, params),
  'run.strips': ({ record, params, runs, pace }) => stripsView(record, params, pace, runs.memory(record)),
  'run.seen': ({ record, params }) => seenView(record, params.window, params.filter),
  'run.errors': ({ record, params }) => errorsView(record, params.window, params.filter),
  'run.exemplars': ({ record, params }) => exemplarsView(record, params),
  'run.health': ({ record, params, pace }) => healthView(record, params.window, params.points, pace),
  'run.baseline': ({ record: { run }, history }) => {
    const baseline = history.baselineEndpoints(run)
    return baseline && { ...baseline, isOwn: buildName(run.build) === baseline.build }
  },
  'run.findings': ({ record, history, runs }) =>
    runs.findings(record, () => {
      const { findings, notices } = reportOf(history, record)
      return { findings, notices }
    }),
  'run.report': ({ record, history, params }) => reportFile(reportOf(history, record), params.format),
}

/**
 * @param file the history; it need not be there yet
 * @param isAskedElsewhere as of createReadAhead
 */
export function analysisHandlers(
  file: string,
  isAskedElsewhere?: () => boolean,
): {
  methods: AnalysisHandlers
  streams: AnalysisStreams
  close(): void
} {
  const runs = createKnownRuns()
  const ahead = createReadAhead(isAskedElsewhere)
  const trends = createTrendAnswers()
  const capacity = createCapacityAnswers()
  const opened = openedHistory(file, () => {
    runs.forget()
    ahead.forget()
    trends.forget()
    capacity.forget()
  })

  /** Each waits for its turn, and is told in words what is wrong with the history. */
  async function answer(name: AnalysisMethod, params: never, { signal }: CallContext): Promise<unknown> {
    const pace = createPace(signal)
    await pace()
    try {
      switch (name) {
        case 'builds.trend':
          return await ahead.question(() => opened.use((history) => trends.overview(history, params, pace)))
        case 'builds.trendSeries':
          return await ahead.question(() => opened.use((history) => trends.series(history, params, pace)))
        case 'builds.trendHeat':
          return await ahead.question(() => opened.use((history) => trends.heat(history, params, pace)))
        case 'capacity.read':
          return await ahead.question(() => opened.use((history) => capacity.read(history, params, pace)))
        case 'capacity.compare':
          return await ahead.question(() =>
            opened.use((history) =>
              compareSearches(history, params, (search) => capacity.read(history, { search }, pace)),
            ),
          )
        case 'builds.overlay':
          return await ahead.question(() => opened.use((history) => overlayRuns(history, params, pace)))
        default:
          return await aboutRun(name, params, pace)
      }
    } catch (error) {
      throw asCallError(error)
    }
  }

  async function aboutRun(
    name: RunMethod,
    params: { run: string; filter?: AnalysisFilter },
    pace: Pace,
  ): Promise<unknown> {
    const given = ANSWERS[name] as (question: Question<{ run: string }>) => unknown
    const result = await ahead.question(() =>
      opened.use(async (history) => {
        const record = askedFor(runs.find(history, params.run), params.filter)
        return given({ params, record, history, runs, pace })
      }),
    )
    const next = nextStepsAfter(name, params)
    if (next !== null) ahead.plan(name, (slow) => opened.use((history) => next(history, runs, slow)))
    return result
  }

  const streams: AnalysisStreams = {
    async 'builds.compare'(question, { signal, emit }) {
      const pace = createPace(signal)
      await pace()
      try {
        await opened.use(async (history) => emit(await comparisonOf(history, question, pace, emit)))
      } catch (error) {
        throw asCallError(error)
      }
    },
    async 'runs.reports'(question, { signal, emit }) {
      const pace = createPace(signal)
      await pace()
      try {
        await opened.use(async (history) => {
          const reportOfEnded = (run: string): RunReport | null => {
            const record = runs.find(history, run)
            return record.run.status === 'running' ? null : reportOf(history, record)
          }
          emit(await reportsOf(question, reportOfEnded, pace, emit))
        })
      } catch (error) {
        throw asCallError(error)
      }
    },
  }

  return { methods: eachMethod(answer), streams, close: () => opened.close() }
}

function asCallError(error: unknown): unknown {
  if (error instanceof HistoryError) return new CallError(error.code, error.message)
  if (error instanceof HistogramFormatError)
    return new CallError(
      'damaged',
      'Stored histograms of this run are damaged, so this cannot be answered. Other runs of the history are not affected.',
    )
  return error
}
