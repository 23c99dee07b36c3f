// junit.xml: criteria as test cases, for CI systems that show test results. A suite is a scenario, a test case is a
// criterion. How strict a build is stays a matter of the exit code; the format always tells the same (ux.md §3.3).
import type { RunReport } from '../../core/report/report.ts'
import { formatDuration } from '../../core/units/duration.ts'
import { distinctName } from './fileNames.ts'
import { comparisonCases } from './junitComparison.ts'
import { shortenMiddle } from './readableText.ts'
import { criterionSentence, mostUsers, trustWords, unusualEnd } from '../../core/report/words.ts'
import type { ReportCriterion } from '../../core/report/words.ts'
import { element, renderXml } from './xml.ts'
import type { XmlElement } from './xml.ts'

/** Viewers show names in one line; a longer one is cut in the middle. */
const NAME_LENGTH = 500

/** One file for all scenarios of a command. */
export function renderJunit(reports: readonly RunReport[]): string {
  const taken = new Set<string>()
  const suites = reports.map((report) => suite(report, distinctName(report.run.scenario, taken)))
  const first = reports[0]
  return renderXml(
    element(
      'testsuites',
      {
        name: first === undefined ? 'loadwright' : name(first.run.plan),
        tests: sum(suites, 'tests'),
        failures: sum(suites, 'failures'),
        errors: sum(suites, 'errors'),
        skipped: sum(suites, 'skipped'),
        time: seconds(reports.reduce((total, report) => total + report.run.durationMs, 0)),
      },
      suites,
    ),
  )
}

/** @param suiteName differs from that of every other suite of the file, and is the same in every build: dashboards follow suites by it */
function suite(report: RunReport, suiteName: string): XmlElement {
  const { run } = report
  const cases = [
    runCase(report),
    measurementCase(report),
    ...report.criteria.map((criterion) => criterionCase(criterion)),
    ...comparisonCases(report.comparison),
  ]
  const having = (child: string) =>
    cases.filter(({ children }) => children.some((one) => typeof one !== 'string' && one.name === child)).length
  return element(
    'testsuite',
    {
      name: name(suiteName),
      tests: cases.length,
      failures: having('failure'),
      errors: having('error'),
      skipped: having('skipped'),
      time: seconds(run.durationMs),
      timestamp: timestamp(run.startedAt),
      hostname: name(run.generator.host),
    },
    [element('properties', {}, properties(report)), ...cases],
  )
}

/** Changes of the load that are listed. */
const MOST_CHANGES = 50

/** Whether there was a run at all. Without this case a run that measured nothing would look like a suite without tests. */
function runCase(report: RunReport): XmlElement {
  const { run, totals, verdict } = report
  const attributes = { classname: 'run', name: 'ran as planned', time: seconds(run.durationMs) }
  if (totals.requests === 0) {
    const message = 'No request ended in the judged window; nothing was measured.'
    return element('testcase', attributes, [fault('nothingMeasured', message, verdict.sentence)])
  }
  switch (run.status) {
    case 'completed': {
      // Somebody wanted it so, and the load that ran is what was judged.
      const changed = run.steering.map(({ atMs, what }) => `${formatDuration(atMs)} after the start: ${what}`)
      if (changed.length === 0) return element('testcase', attributes)
      const text = ['The load was changed by hand.', ...changed.slice(0, MOST_CHANGES)].join('\n')
      return element('testcase', attributes, [element('system-out', {}, [text])])
    }
    case 'stoppedByCriterion':
      // The criterion is the failure; that it ended the run was asked for.
      return element('testcase', attributes, [element('system-out', {}, [unusualEnd(run.status) ?? ''])])
    case 'running':
    case 'stopped':
    case 'interrupted':
    case 'failed':
      return element('testcase', attributes, [fault(run.status, unusualEnd(run.status) ?? '', verdict.sentence)])
    default: {
      const unknown: never = run.status
      throw new TypeError(`Unknown run status ${String(unknown)}`)
    }
  }
}

function measurementCase(report: RunReport): XmlElement {
  const { generatorHealth } = report
  const attributes = { classname: 'generator', name: 'measurement can be trusted' }
  if (generatorHealth.trusted) return element('testcase', attributes)
  const text = [...generatorHealth.reasons, ...generatorHealth.advice].join('\n')
  return element('testcase', attributes, [fault('notTrusted', `Measurement: ${trustWords(report)}`, text)])
}

function fault(type: string, message: string, text: string): XmlElement {
  return element('error', { type, message }, [text])
}

function criterionCase(criterion: ReportCriterion): XmlElement {
  const attributes = {
    classname: name(criterion.subject === 'all' ? 'all requests' : criterion.subject),
    name: name(`${criterion.text} (${criterion.level})`),
    time: criterion.unit === 'ms' && criterion.actual !== null ? seconds(criterion.actual) : null,
  }
  return element('testcase', attributes, outcome(criterion))
}

function outcome(criterion: ReportCriterion): XmlElement[] {
  const sentence = `${criterionSentence(criterion)}.`
  switch (criterion.status) {
    case 'met':
      return criterion.notes.length === 0 ? [] : [element('system-out', {}, [criterion.notes.join('\n')])]
    case 'overTarget':
      return [element('system-out', {}, [[`Over target: ${sentence}`, ...details(criterion)].join('\n')])]
    case 'overMaximum':
      return [
        element('failure', { type: 'overMaximum', message: sentence }, [[sentence, ...details(criterion)].join('\n')]),
      ]
    case 'tooFew':
      return [element('skipped', { message: `Too few samples to judge: ${reason(criterion)}` })]
    case 'notTrusted':
      return [element('skipped', { message: `The measurement cannot be trusted: ${reason(criterion)}` })]
    default: {
      const unknown: never = criterion.status
      throw new TypeError(`Unknown status ${String(unknown)}`)
    }
  }
}

function reason(criterion: ReportCriterion): string {
  return criterion.notes.length === 0 ? `${criterionSentence(criterion)}.` : `${criterion.notes.join('; ')}.`
}

function details({ samples, firstBreakMs, stop, endpoints, notes }: ReportCriterion): string[] {
  const lines = [`Samples: ${samples}`]
  if (firstBreakMs !== null) {
    lines.push(`First broken ${formatDuration(firstBreakMs)} after the start${stop ? ', which ended the run' : ''}.`)
  }
  if (endpoints.length > 0) lines.push(`Endpoints: ${endpoints.map(name).join(', ')}`)
  return [...lines, ...notes]
}

function properties(report: RunReport): XmlElement[] {
  const { run, totals, verdict, generatorHealth, iterations } = report
  const latency = totals.latencyMs
  const values: Record<string, string | number | boolean | null> = {
    runId: run.id,
    plan: run.plan,
    build: run.build.label,
    commit: run.build.commit,
    target: run.target,
    startedAt: run.startedAt,
    status: run.status,
    verdict: verdict.status,
    verdictSentence: verdict.sentence,
    durationMs: run.durationMs,
    steered: run.steering.length,
    usersMax: mostUsers(report),
    requests: totals.requests,
    failures: totals.failures,
    failureShare: totals.failureShare,
    ratePerS: totals.ratePerS,
    p50Ms: latency?.p50 ?? null,
    p95Ms: latency?.p95 ?? null,
    p99Ms: latency?.p99 ?? null,
    maxMs: latency?.max ?? null,
    iterationsCompleted: iterations.completed,
    iterationsDropped: iterations.dropped,
    generatorTrusted: generatorHealth.trusted,
    generatorTrustedShare: generatorHealth.share,
  }
  // A property without a value would read as an empty measurement, so what was not measured is not there.
  return Object.entries(values).flatMap(([key, value]) =>
    value === null ? [] : [element('property', { name: key, value: shortenMiddle(String(value), NAME_LENGTH) })],
  )
}

function name(text: string): string {
  return shortenMiddle(text, NAME_LENGTH)
}

/** Seconds with a point, at most microseconds, never with an exponent. */
function seconds(durationMs: number): string {
  return (durationMs / 1000).toFixed(6).replace(/\.?0+$/, '')
}

/** The published schemas of the format want a time without zone; it is UTC, and the property `startedAt` says so. */
function timestamp(isoText: string): string | null {
  const moment = new Date(isoText)
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString().slice(0, 19)
}

function sum(suites: readonly XmlElement[], attribute: string): number {
  return suites.reduce((total, one) => total + Number(one.attributes[attribute] ?? 0), 0)
}
