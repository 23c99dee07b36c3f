/** Rows C1 … C7, S2 and S3 of the table of demands: what comparing two builds is held to, simulated with the code that compares. */
import { compareBuilds } from '../../src/core/comparison/compareBuilds.ts'
import type { BuildComparison, CompletedComparison } from '../../src/core/comparison/comparison.ts'
import type { ComparisonInput } from '../../src/core/comparison/comparisonInput.ts'
import { runEvidence } from '../../src/core/comparison/runEvidence.ts'
import type { RandomStream } from '../../src/core/random.ts'
import { mean, variance } from '../../src/core/statistics/moments.ts'
import { seededStream } from '../../src/core/statistics/seededStream.ts'
import { syntheticLoadScenarios } from '../../test/regression/syntheticLoad.ts'
import type { Cell } from './cell.ts'
import { comparisonMs, speedInput, type SpeedQuestion } from './comparisonSpeed.ts'
import { A_A, isFalseAlarm, simulateReport, type SimulatedReport } from './simulatedReports.ts'
import { syntheticEndpoint, trueLogMs } from './syntheticEndpoint.ts'

/** @param reports simulated for each number; 1,000 for the table */
export function compareCells(reports: number): Cell[] {
  return [
    ...falseAlarms(reports),
    ...forkCells(reports),
    singleRuns(reports),
    scenarios(),
    honestUnchanged(reports),
    ...coverage(reports),
    speed({ runs: 5, seconds: 300, endpoints: 200, requestsPerS: 20 }),
    determinism(),
  ]
}

/** Nothing changed: how many reports say that something did. */
export function falseAlarms(reports: number, atMost = 0.07): Cell[] {
  const cases = [3, 5].flatMap((runs) => (['normal', 't4'] as const).map((noise) => ({ runs, noise })))
  return cases.map(({ runs, noise }) => {
    const share = shareOf(reports, `C1 ${runs} ${noise}`, (random) =>
      simulateReport(random, { ...A_A, runs, noise }).some(isFalseAlarm),
    )
    return {
      id: 'C1',
      claim: `A/A reports, 40 endpoints × 4 metrics, ${runs} runs a build, ${noise} noise: any false verdict`,
      demand: `≤ ${percent(atMost)}`,
      reached: percent(share),
      ok: share <= atMost,
    }
  })
}

/**
 * The forks of JMH benchmarks are not in the material. In their place: single endpoints whose deviations spread as theirs did (median
 * 2.1 %, 90 % below 8 %), with heavy tails; told, not judged.
 */
export function forkCells(reports: number): Cell[] {
  const forks = (runs: number, change: number): SimulatedReport => ({
    endpoints: 73,
    runs,
    historyRuns: 0,
    noise: 't4',
    deviation: { median: 0.021, spread: 1.04 },
    commonInRun: 0,
    commonInEndpoint: 0,
    change: () => change,
  })
  const rates = (runs: number, change: number) => {
    let tests = 0
    let significant = 0
    let verdicts = 0
    for (let report = 0; report * 100 < reports; report++) {
      for (const judged of simulateReport(seededStream('C2', String(runs), String(report)), forks(runs, change))) {
        tests++
        if ((judged.judgement.p ?? 1) < 0.05) significant++
        if (isFalseAlarm(judged)) verdicts++
      }
    }
    return { significant: significant / tests, verdicts: verdicts / tests }
  }
  const note = 'jmh-aa is not in the material; a stand-in of its spread'
  const nothing = [3, 5].map((runs) => {
    const { significant, verdicts } = rates(runs, 0)
    return {
      id: 'C2',
      claim: `A/A of forks, ${runs} v ${runs}: p < .05, and verdict (${note})`,
      demand: '≤ 6 %; ≤ 2 %',
      reached: `${percent(significant)}; ${percent(verdicts)}`,
      ok: null,
    }
  })
  const found = [2, 3, 5].map((runs) => ({
    id: 'C3',
    claim: `+10 %, ${runs} v ${runs}: power at p < .05 (${note})`,
    demand: `≥ ${percent({ 2: 0.68, 3: 0.75, 5: 0.83 }[runs]!)}`,
    reached: percent(rates(runs, Math.log(1.1)).significant),
    ok: null,
  }))
  return [...nothing, ...found]
}

/** One run against one, without a history: whatever they say, it is not enough. */
export function singleRuns(reports: number): Cell {
  const share = shareOf(reports, 'C4', (random) =>
    simulateReport(random, { ...A_A, runs: 1, noise: 'normal', change: () => random.nextFloat() }).every(
      ({ judgement }) => judgement.verdict === 'notEnoughData' && judgement.reason === 'spreadUnknown',
    ),
  )
  return {
    id: 'C4',
    claim: '1 v 1 run without history, any change: not enough data',
    demand: 'always',
    reached: percent(share),
    ok: share === 1,
  }
}

/** Each metric of each scenario has a true verdict; that of metrics which did not change is anything but a change. */
export function scenarios(): Cell {
  const wrong = syntheticLoadScenarios().flatMap(({ name, truth, input }) => {
    const comparison = completed(compareBuilds(input))
    return Object.entries(truth).flatMap(([metric, wanted]) => {
      if (metric === 'ratio') return []
      const own = comparison.endpoints.flatMap(({ metrics }) => metrics.filter((of) => of.metric === metric))
      const isTrue = own.length > 0 && own.every(({ verdict }) => isTruth(verdict, wanted))
      return isTrue ? [] : [`${name} ${metric}`]
    })
  })
  return {
    id: 'C5',
    claim: '13 scenarios of load runs, 5 v 5 × 2 endpoints: all that is true of them',
    demand: 'all',
    reached: wrong.length === 0 ? 'all' : `not: ${wrong.join(', ')}`,
    ok: wrong.length === 0,
  }
}

function isTruth(verdict: string, wanted: string | number): boolean {
  switch (wanted) {
    case 'unchanged-or-not-enough':
      return verdict === 'unchanged' || verdict === 'notEnoughData'
    case 'not-enough-data-without-history':
      return verdict === 'notEnoughData'
    default:
      return verdict === wanted
  }
}

/**
 * Everything changed by exactly the threshold: how much of it is called unchanged. Two one-sided tests of 5 % do so in 5 %, by their
 * construction; so it is held to what so many reports can tell from it, two standard errors.
 */
export function honestUnchanged(reports: number, atMost = 0.05): Cell {
  const shares = Array.from({ length: reports }, (_, report) => {
    const random = seededStream('C6', String(report))
    const judged = simulateReport(random, { ...A_A, runs: 5, noise: 'normal', change: () => Math.log(1.05) })
    return judged.filter(({ judgement }) => judgement.verdict === 'unchanged').length / judged.length
  })
  const share = mean(shares)
  const error = Math.sqrt(variance(shares) / reports)
  return {
    id: 'C6',
    claim: 'true change of exactly the threshold, 5 v 5: called unchanged (within 2 standard errors of the simulation)',
    demand: `≤ ${percent(atMost)}`,
    reached: `${percent(share)} ± ${percent(error)}`,
    ok: share - 2 * error <= atMost,
  }
}

/** How often the interval from a run's own seconds holds the true quantile. */
export function coverage(runs: number, atLeast: Readonly<Record<number, number>> = { 0.5: 0.93, 0.8: 0.9 }): Cell[] {
  const SECONDS = 300
  return [0.5, 0.8].flatMap((phi) => {
    const of = {
      name: 'GET /',
      seconds: SECONDS,
      requestsPerS: 100,
      medianMs: 20,
      mood: 0.08,
      within: 0.5,
      phi,
      failureShare: 0,
    }
    const held = { p50: 0, p99: 0 }
    const truth = { p50: trueLogMs(of, 0), p99: trueLogMs(of, 2.3263478740408408) }
    for (let run = 0; run < runs; run++) {
      const runId = `C7 ${phi} ${run}`
      const endpoint = syntheticEndpoint(seededStream(runId), of)
      const seconds = { runId, endpoints: [endpoint], untrusted: new Uint8Array(SECONDS), arrivals: null, errors: [] }
      const { values } = runEvidence(seconds, 0).endpoints[0]!
      for (const metric of ['p50', 'p99'] as const) {
        const within = values[metric]?.withinRun
        if (within != null && within.low <= truth[metric] && truth[metric] <= within.high) held[metric]++
      }
    }
    return (['p50', 'p99'] as const).map((metric) => ({
      id: 'C7',
      claim: `within-run 95 % interval, 300 s, phi ${phi}, ${metric}: holds the truth`,
      demand: `≥ ${percent(atLeast[phi]!)}`,
      reached: percent(held[metric] / runs),
      ok: held[metric] / runs >= atLeast[phi]!,
    }))
  })
}

export function speed(question: SpeedQuestion, atMostMs = 5_000): Cell {
  const input = speedInput(question)
  const ms = Math.min(comparisonMs(input), comparisonMs(input))
  const { runs, seconds, endpoints } = question
  return {
    id: 'S2',
    claim: `${runs} v ${runs} runs × ${seconds} s × ${endpoints} endpoints × 5 metrics, with intervals, one thread`,
    demand: `≤ ${atMostMs / 1000} s`,
    reached: `${(ms / 1000).toFixed(1)} s`,
    ok: ms <= atMostMs,
  }
}

/** The same question twice, and with everything in another order that has none. */
export function determinism(): Cell {
  const input = speedInput({ runs: 3, seconds: 60, endpoints: 8, requestsPerS: 30 })
  const shuffled: ComparisonInput = {
    ...input,
    baseline: input.baseline.map((run) => ({
      ...run,
      seconds: { ...run.seconds, endpoints: run.seconds.endpoints.toReversed() },
    })),
  }
  const texts = [input, input, shuffled].map((question) => JSON.stringify(compareBuilds(question)))
  const isSame = texts.every((text) => text === texts[0])
  return {
    id: 'S3',
    claim: 'the same comparison again, and with endpoints in another order',
    demand: 'byte-identical',
    reached: isSame ? 'byte-identical' : 'differs',
    ok: isSame,
  }
}

function completed(comparison: BuildComparison): CompletedComparison {
  if (comparison.outcome === 'refused') throw new Error('a scenario that compares equal loads was refused')
  return comparison
}

function shareOf(times: number, seed: string, is: (random: RandomStream) => boolean): number {
  let count = 0
  for (let at = 0; at < times; at++) if (is(seededStream(seed, String(at)))) count++
  return count / times
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
