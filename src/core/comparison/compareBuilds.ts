/**
 * Two builds compared. What is evidence is the run, never the request or the second: of each run, endpoint and metric one number, after
 * the warm-up and what the generator made false are left out; how runs differ is measured by runs (docs/comparison.md says how, and what it reaches).
 * The same runs get the same answer, byte by byte, whenever and wherever they are asked about.
 */
import { atOnce, type InTurn } from '../inTurn.ts'
import { seededStream } from '../statistics/seededStream.ts'
import type {
  BuildComparison,
  ComparedBuild,
  ComparisonVerdict,
  CompletedComparison,
  Difference,
} from './comparison.ts'
import type { ComparedRun, ComparisonInput, EndpointId, RunFacts } from './comparisonInput.ts'
import { costShift } from './costShift.ts'
import { differencesOf } from './differences.ts'
import { errorGroupChanges } from './errorGroupChanges.ts'
import { evidenceByEndpoint } from './evidenceByEndpoint.ts'
import { joinFindings } from './findings.ts'
import { judgeMetrics } from './judgeMetrics.ts'
import { isLatency } from './metrics.ts'
import { metricsOfEndpoints } from './metricsOfEndpoints.ts'
import { noisyRunsInTurn } from './noisyRuns.ts'
import { overallRatios } from './overallRatios.ts'
import { runEvidence, type RunEvidence } from './runEvidence.ts'
import { countVerdicts, describeMetric, endpointComparisons, worstVerdict } from './describe.ts'
import { shapeChangesInTurn } from './shapeChanges.ts'
import { shiftFunctionsInTurn } from './shiftFunction.ts'
import { thresholdsOf } from './thresholds.ts'
import { beginningOf, warmUpSeconds } from './warmUp.ts'

/** All in one. Whoever reads runs one by one, shows progress or wants to stop in between uses the parts: this is nothing but them. */
export function compareBuilds(input: ComparisonInput): BuildComparison {
  const facts = factsOf(input)
  const differences = differencesOf(facts.baseline, facts.candidate)
  if (isRefused(differences, input.settings.isForced)) return refusedComparison(facts, differences)
  const { warmUp } = input.settings
  const all = [...input.baseline, ...input.candidate]
  const cutS = warmUp === 'detect' ? warmUpSeconds(all.map(({ seconds }) => beginningOf(seconds))) : warmUp.cutS
  const evidenceOf = ({ seconds }: ComparedRun): RunEvidence => runEvidence(seconds, cutS)
  return atOnce(
    compareEvidenceInTurn({
      facts,
      differences,
      cutS,
      baseline: input.baseline.map(evidenceOf),
      candidate: input.candidate.map(evidenceOf),
      history: input.history,
      settings: input.settings,
    }),
  )
}

export function isRefused(differences: readonly Difference[], isForced: boolean): boolean {
  // Without runs nothing can be forced.
  return differences.some(({ kind, severity }) => kind === 'noRuns' || (severity === 'refuses' && !isForced))
}

export interface BuildFacts {
  baseline: RunFacts[]
  candidate: RunFacts[]
}

export function refusedComparison(facts: BuildFacts, differences: Difference[]): BuildComparison {
  return { outcome: 'refused', ...headOf(facts), differences }
}

export interface EvidenceOfBuilds {
  facts: BuildFacts
  /** What `differencesOf` said of them, and was not refused. */
  differences: Difference[]
  cutS: number
  baseline: RunEvidence[]
  candidate: RunEvidence[]
  history: ComparisonInput['history']
  settings: ComparisonInput['settings']
}

/** With a pause after every piece of work. */
export function* compareEvidenceInTurn(of: EvidenceOfBuilds): InTurn<CompletedComparison> {
  const { settings, history } = of
  const runs = { baseline: of.baseline, candidate: of.candidate }
  const all = [...of.baseline, ...of.candidate]
  const runIds = { baseline: of.baseline.map(({ runId }) => runId), candidate: of.candidate.map(({ runId }) => runId) }
  const evidence = evidenceByEndpoint(of.baseline, of.candidate)
  const matched = evidence.filter(
    ({ baseline, candidate }) => baseline.some((run) => run !== null) && candidate.some((run) => run !== null),
  )
  const things = metricsOfEndpoints(matched, runs, history)
  yield
  const judgements = judgeMetrics(things, { ...settings, thresholdOf: thresholdsOf(settings) })
  yield
  const judged = things.map((thing, at) => ({ ...thing, judgement: judgements[at]! }))
  const metrics = judged.map((metric) => describeMetric(metric, runs, matched))
  yield
  const shifts = yield* shiftFunctionsInTurn(matched, settings.design)
  const dealing = seededStream('shape', ...runIds.baseline, '|', ...runIds.candidate)
  const shapes = yield* shapeChangesInTurn(matched, dealing)
  const endpoints = endpointComparisons(evidence, metrics, { shifts, shapes, matched })
  yield
  const findings = joinFindings(judged, matched.length)
  yield
  const noisyRuns = settings.design === 'paired' ? [] : yield* noisyRunsInTurn(things, runIds)
  /** Those with a response time of that verdict. */
  const endpointsWith = (verdict: ComparisonVerdict): EndpointId[] => [
    ...new Set(
      metrics
        .filter((own) => isLatency(own.metric) && own.verdict === verdict)
        .flatMap(({ endpoint }) => (endpoint === null ? [] : [endpoint])),
    ),
  ]
  return {
    outcome: 'compared',
    ...headOf(of.facts),
    differences: [...of.differences, ...nothingTrusted(all)],
    design: settings.design,
    isForced: of.differences.some(({ severity }) => severity === 'refuses'),
    verdict: worstVerdict(metrics),
    counts: countVerdicts(metrics),
    warmUpS: of.cutS,
    untrustedS: all.map(({ runId, untrustedSeconds }) => ({ runId, seconds: untrustedSeconds })),
    tests: metrics.filter(({ p }) => p !== null).length,
    historyRuns: settings.design === 'paired' ? 0 : history.runs.length,
    whole: metrics.filter(({ endpoint }) => endpoint === null),
    endpoints,
    findings,
    overall: overallRatios(judged, settings.design),
    noisyRuns,
    errorGroups: errorGroupChanges(of.baseline, of.candidate),
    costShift: costShift(matched, runs, endpointsWith('regressed'), endpointsWith('improved')),
  }
}

function factsOf({ baseline, candidate }: ComparisonInput): BuildFacts {
  return { baseline: baseline.map(({ facts }) => facts), candidate: candidate.map(({ facts }) => facts) }
}

function headOf({ baseline, candidate }: BuildFacts): { baseline: ComparedBuild; candidate: ComparedBuild } {
  const buildOf = (runs: readonly RunFacts[]): ComparedBuild => ({
    labels: [...new Set(runs.map(({ build }) => build).filter((build) => build !== null))],
    runIds: runs.map(({ runId }) => runId),
  })
  return { baseline: buildOf(baseline), candidate: buildOf(candidate) }
}

/** Runs of which no second is left. */
function nothingTrusted(runs: readonly RunEvidence[]): Difference[] {
  const runIds = runs.filter(({ keptSeconds }) => keptSeconds === 0).map(({ runId }) => runId)
  return runIds.length === 0
    ? []
    : [{ kind: 'nothingTrusted', severity: 'states', baseline: [], candidate: [], runIds }]
}
