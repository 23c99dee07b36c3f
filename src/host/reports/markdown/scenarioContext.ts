// What every section of the Markdown report is given: one scenario's report, and how much of it may be shown.
import type { RunReport } from '../../../core/report/report.ts'
import { formatCount } from '../../../core/units/number.ts'
import { NAME_LENGTH, markdownCode, markdownText, namesToLookFor } from './escape.ts'
import type { DataSource } from './table.ts'

/** How many rows of each table are shown. A comment on GitHub holds 65,536 characters; the report is cut until it fits. */
export interface Limits {
  endpoints: number
  criteria: number
  errors: number
  findings: number
  previousRuns: number
  smallRows: number
  /** Scenarios in the tables of several scenarios. */
  scenarioRows: number
  /** Scenarios described in detail, worst first. */
  scenarioDetails: number
  nameLength: number
  proseLength: number
  timeline: boolean
}

/** From everything a reader wants to the least that still answers. The last one fits whatever the reports hold. */
export const LIMITS: readonly Limits[] = [
  limits(150, 25, 60, 80, 600, 50),
  limits(50, 20, 60, 80, 600, 50),
  limits(30, 12, 40, 80, 400, 30),
  limits(15, 8, 30, 60, 300, 20),
  limits(8, 6, 20, 50, 200, 12),
  limits(5, 4, 15, 40, 160, 6),
  limits(3, 3, 10, 32, 120, 3),
]

function limits(
  rows: number,
  fewRows: number,
  scenarioRows: number,
  nameLength: number,
  proseLength: number,
  scenarioDetails: number,
): Limits {
  return {
    endpoints: rows,
    criteria: rows,
    errors: fewRows,
    findings: fewRows,
    previousRuns: Math.min(fewRows, 20),
    smallRows: fewRows,
    scenarioRows,
    scenarioDetails,
    nameLength,
    proseLength,
    timeline: rows > 5,
  }
}

export interface ScenarioContext {
  report: RunReport
  source: DataSource
  limits: Limits
  /** The scenario's name as code; with the run, where several reports are of one scenario. */
  scenario: string
  /** What the reports are one by one. */
  each: 'scenarios' | 'runs'
  /** A name out of the data, as code. */
  code: (name: string) => string
  /** A sentence out of the data; the endpoints it speaks of become code. */
  text: (sentence: string) => string
}

/** @param files as for `renderMarkdown` */
export function scenarioContexts(
  reports: readonly RunReport[],
  files: readonly (string | null)[],
  shown: Limits,
): ScenarioContext[] {
  const seen = Map.groupBy(reports, ({ run }) => run.scenario)
  const each = seen.size < reports.length ? 'runs' : 'scenarios'
  return reports.map((report, at) => {
    const context = { ...scenarioContext(report, files[at] ?? null, shown), each } as const
    const isOneOfSeveral = seen.get(report.run.scenario)!.length > 1
    return isOneOfSeveral
      ? { ...context, scenario: `${context.scenario} (run ${context.code(report.run.id)})` }
      : context
  })
}

function scenarioContext(report: RunReport, file: string | null, shown: Limits): Omit<ScenarioContext, 'each'> {
  const names = namesToLookFor(report.endpoints.map((endpoint) => endpoint.name))
  return {
    report,
    source: { file, runId: report.run.id },
    limits: shown,
    scenario: markdownCode(report.run.scenario, Math.min(NAME_LENGTH, shown.nameLength)),
    code: (name) => markdownCode(name, shown.nameLength),
    text: (sentence) => markdownText(sentence, names, { prose: shown.proseLength, name: shown.nameLength }),
  }
}

/** The sentence under what shows only some scenarios, with an empty line before it; nothing when all are shown. */
export function scenariosLeftOut(shown: number, scenarios: readonly ScenarioContext[]): string[] {
  if (shown >= scenarios.length) return []
  const hasFiles = scenarios.every((context) => context.source.file !== null)
  const where = hasFiles
    ? 'the JSON report of each has everything'
    : '`loadwright report RUN -f json` writes everything about a run'
  return [
    '',
    `_${formatCount(scenarios.length - shown)} of ${formatCount(scenarios.length)} ${scenarios[0]?.each} are left out here; ${where}._`,
  ]
}
