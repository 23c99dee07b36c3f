/** The study as text: in the terminal, and in docs/accuracy.md between its markers. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { replaceSection } from '../markers.ts'
import type { Machine } from '../results.ts'
import type { Estimate } from '../statistics.ts'
import type { Study } from './study.ts'

/** `bench/accuracy/results.json`: the last full study. */
export interface AccuracyResults {
  schemaVersion: 1
  /** ISO 8601. */
  at: string
  commit: string | null
  machine: Machine
  study: Study
}

export const ACCURACY_RESULTS_FILE = join(import.meta.dirname, 'results.json')
export const ACCURACY_PAGE = join(import.meta.dirname, '../../docs/accuracy.md')

export function readAccuracyResults(): AccuracyResults | null {
  return existsSync(ACCURACY_RESULTS_FILE)
    ? (JSON.parse(readFileSync(ACCURACY_RESULTS_FILE, 'utf8')) as AccuracyResults)
    : null
}

export function withStudy(page: string, { at, commit, machine, study }: AccuracyResults): string {
  const { cores, cpu, node } = machine
  const { rounds, seconds, users } = study
  const head = `${at.slice(0, 10)}${commit === null ? '' : `, ${commit}`}, ${cores} cores of ${cpu}, Node ${node.slice(1)}: ${rounds} rounds of ${seconds} s of each tool, ${users} users.`
  return replaceSection(
    page,
    'locust',
    [head, ...verdictLines(study), countTable(study), timeTable(study)].join('\n\n'),
  )
}

export function writeAccuracyPage(results: AccuracyResults): void {
  writeFileSync(ACCURACY_PAGE, withStudy(readFileSync(ACCURACY_PAGE, 'utf8'), results))
}

export function printStudy(study: Study, write: (text: string) => void): void {
  write(`${[countTable(study), timeTable(study), ...verdictLines(study)].join('\n\n')}\n`)
}

function verdictLines({ verdict, endpoints, disagreements, limit, clientRangeMs }: Study): string[] {
  const requests = endpoints.reduce((sum, { ours, theirs }) => sum + ours.count + theirs.count, 0)
  const worst = Math.max(
    ...endpoints.flatMap(({ ours, theirs, apart }) => [ours.offExpected, theirs.offExpected, apart].map(Math.abs)),
  )
  const range = `${ms(clientRangeMs.low)} to ${ms(clientRangeMs.high)} ms`
  const apart = endpoints.filter(
    ({ p50DifferenceMs: difference }) =>
      difference !== null && (difference.low > clientRangeMs.high || difference.high < clientRangeMs.low),
  )
  return [
    verdict.ledger
      ? `**Ledger: they agree.** Of ${requests} requests both tools counted as many as the target did, route by route and round by round, and none was cut off.`
      : `**Ledger: they do not agree.** ${disagreements.join('; ')}.`,
    verdict.counts
      ? `**Counts: the same.** The furthest of ${endpoints.length * 3} comparisons is ${worst.toFixed(1)} standard deviations off; up to ${limit.toFixed(2)} is chance (1 % false alarms in all).`
      : `**Counts: not the same.** The furthest comparison is ${worst.toFixed(1)} standard deviations off; ${limit.toFixed(2)} can be chance.`,
    verdict.times
      ? `**p50: the same**, but for the clients: Locust's own is ${range} longer against a constant reply, and so it is at every endpoint.`
      : `**p50: not the same** at ${apart.map(({ name }) => name).join(', ')}: the clients themselves differ by ${range}.`,
  ]
}

function countTable({ endpoints }: Study): string {
  return [
    '| requests | by the plan | Loadwright | Locust | off, σ | off, σ | apart, σ |',
    '|---|---:|---:|---:|---:|---:|---:|',
    ...endpoints.map(({ name, expected, ours, theirs, apart }) => {
      const failures = ours.failures + theirs.failures > 0 ? ` (failed: ${ours.failures}, ${theirs.failures})` : ''
      const sigmas = [ours.offExpected, theirs.offExpected, apart].map((deviation) => deviation.toFixed(1))
      return `| ${[`${name}${failures}`, expected.toFixed(0), ours.count, theirs.count, ...sigmas].join(' | ')} |`
    }),
  ].join('\n')
}

function timeTable({ endpoints, clients }: Study): string {
  const line = (name: string, ...cells: string[]): string => `| ${[name, ...cells].join(' | ')} |`
  return [
    '| response time, ms | p50 Loadwright | of it the target | p50 Locust | of it the target | the clients: Locust − Loadwright | p95 Loadwright | p95 Locust |',
    '|---|---:|---:|---:|---:|---:|---:|---:|',
    ...clients.map(({ situation, oursMs, theirsMs, differenceMs }) =>
      line(`constant reply: ${situation}`, ms(oursMs), '', ms(theirsMs), '', interval(differenceMs), '', ''),
    ),
    ...endpoints.map(({ name, ours, theirs, p50DifferenceMs }) =>
      line(
        name,
        ms(ours.p50Ms),
        ours.servedP50Ms === null ? '' : ms(ours.servedP50Ms),
        ms(theirs.p50Ms),
        theirs.servedP50Ms === null ? '' : ms(theirs.servedP50Ms),
        p50DifferenceMs === null ? 'all at once' : interval(p50DifferenceMs),
        ms(ours.p95Ms),
        ms(theirs.p95Ms),
      ),
    ),
  ].join('\n')
}

function interval({ value, low, high }: Estimate): string {
  return `${ms(value)} (${ms(low)} … ${ms(high)})`
}

function ms(value: number): string {
  return value.toFixed(2)
}
