// "Measurement quality" and "Setup": whether the numbers can be believed, and what is needed to get them again.
import { formatDuration } from '../../../core/units/duration.ts'
import { formatCount, formatSignificant } from '../../../core/units/number.ts'
import { formatBytes } from '../../../core/units/size.ts'
import { trustWords } from '../../../core/report/words.ts'
import { scenariosLeftOut } from './scenarioContext.ts'
import type { ScenarioContext } from './scenarioContext.ts'
import { left, right, table } from './table.ts'

export function measurementQuality(scenarios: readonly ScenarioContext[]): string[] {
  const shown = scenarios.slice(0, scenarios[0]?.limits.scenarioDetails ?? 0)
  return [
    '## Measurement quality',
    '',
    ...table(
      [
        left('Scenario'),
        left('Generator'),
        right('Event loop delay p99'),
        right('Schedule lag p99'),
        right('CPU of one core, highest'),
        right('Longest GC pause'),
        right('Memory'),
        right('Sockets'),
        right('Iterations dropped'),
      ],
      shown.map(qualityRow),
    ),
    ...scenariosLeftOut(shown.length, scenarios),
    ...shown.flatMap((context) => notes(context, scenarios.length > 1)),
    '',
    'Percentiles come from merged histograms with three significant digits and are never averaged. Times are the highest of any second and engine process.',
  ]
}

function qualityRow({ report, scenario }: ScenarioContext): string[] {
  const health = report.generatorHealth
  const cpu = health.cpuPercentOfOneCore.map((row) => row.max)
  return [
    scenario,
    trustWords(report),
    health.eventLoopDelayMs === null ? '–' : formatDuration(health.eventLoopDelayMs.p99),
    health.scheduleLagMs === null ? '–' : formatDuration(health.scheduleLagMs.p99),
    cpu.length === 0 ? '–' : `${formatSignificant(Math.max(...cpu))} %`,
    health.gcPauseMs === null ? '–' : formatDuration(health.gcPauseMs.max),
    health.rssBytesMax === null ? '–' : formatBytes(health.rssBytesMax),
    health.socketsMax === null ? '–' : formatCount(health.socketsMax),
    formatCount(report.iterations.dropped),
  ]
}

function notes({ report, scenario, limits, text }: ScenarioContext, several: boolean): string[] {
  const { reasons, advice } = report.generatorHealth
  const lines = [
    ...reasons.map((reason) => text(reason)),
    ...advice.map((one) => `Do: ${text(one)}`),
    ...report.notices.map((notice) => text(notice)),
    ...(report.usersFailed > 0
      ? [`${formatCount(report.usersFailed)} users ended early because their onStart failed or their data ran out.`]
      : []),
  ]
  if (lines.length === 0) return []
  const shown = lines.slice(0, limits.smallRows)
  const more = lines.length - shown.length
  return [
    '',
    ...(several ? [`**${scenario}**`, ''] : []),
    ...shown.map((line) => `- ${line}`),
    ...(more > 0 ? [`- _${formatCount(more)} more notes are in the JSON report._`] : []),
  ]
}

export function setup(scenarios: readonly ScenarioContext[]): string[] {
  const shown = scenarios.slice(0, scenarios[0]?.limits.scenarioDetails ?? 0)
  const first = shown[0]
  if (first === undefined) return []
  const { run } = first.report
  const commit = run.build.commit === null ? '' : `, commit ${first.code(run.build.commit)}`
  const branch = run.build.branch === null ? '' : `, branch ${first.code(run.build.branch)}`
  const { generator } = run
  return [
    '## Setup',
    '',
    ...table(
      [left('Scenario'), left('Load'), left('Judged, after the start'), left('Seed'), left('Run')],
      shown.map(({ report, scenario, code, text }) => [
        scenario,
        report.run.settings === '' ? '–' : text(report.run.settings),
        `${formatDuration(report.run.window.fromMs)} to ${formatDuration(report.run.window.toMs)}`,
        report.run.seed === null ? '–' : String(report.run.seed),
        code(report.run.id),
      ]),
    ),
    ...scenariosLeftOut(shown.length, scenarios),
    '',
    `- Plan: ${first.code(run.plan)}${run.planFile === null ? '' : ` (${first.code(run.planFile)})`}`,
    `- Build: ${run.build.label === null ? 'not named' : first.code(run.build.label)}${commit}${branch}`,
    `- Target: ${first.code(run.target)}`,
    `- Generator: ${first.code(generator.host)}, ${first.text(generator.os)}, ${formatCount(generator.cores)} cores, ${formatCount(generator.processes)} engine ${generator.processes === 1 ? 'process' : 'processes'}, ${first.text(generator.runtime)}, ${first.text(generator.tls)}`,
  ]
}
