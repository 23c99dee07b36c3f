// Reports at the edge of what can be: as many rows as there may be, and names that try to become something else.
import type { RunReport } from '../../core/report/report.ts'
import {
  criterionFixture,
  endpointFixture,
  failingReport,
  previousRunFixture,
  statisticsFixture,
} from './reportFixtures.ts'

/** As many endpoints as a run may have, each with a criterion and an error. */
export function hugeReport(): RunReport {
  const report = failingReport({ scenario: 'everything' })
  const names = Array.from(
    { length: 500 },
    (_, index) => `GET /api/resources/${index}/details/and/some/more/words/for/length`,
  )
  report.endpoints = names.map((name, index) => endpointFixture(name, 900 - index, index % 3, 40 + index, 0.002))
  report.criteria = names.map((name, index) =>
    criterionFixture({
      subject: name,
      endpoints: [name],
      status: index % 50 === 0 ? 'overMaximum' : 'met',
      level: 'maximum',
      actual: 400 + index,
    }),
  )
  report.errors = names.map((name, index) => ({
    class: 'status' as const,
    endpoint: name,
    message: `Status 500 on resource ${index}`,
    count: 500 - index,
    share: 0.01,
    firstMs: index * 10,
    lastMs: index * 20,
  }))
  report.run.steering = Array.from({ length: 1000 }, (_, index) => ({
    atMs: index * 100,
    by: 'terminal' as const,
    what: `${index} users added, ${index * 2} planned now`,
  }))
  report.annotations = Array.from({ length: 1000 }, (_, index) => ({
    atMs: index * 100,
    by: 'terminal' as const,
    text: `mark ${index} `.repeat(15),
  }))
  report.previousRuns = Array.from({ length: 60 }, (_, index) =>
    previousRunFixture({ id: `run-${index}`, build: `1.${60 - index}.0` }),
  )
  return report
}

/** Names that try to become markup, formulas, links, mentions, other rows, or other folders. */
export const HOSTILE_NAMES = [
  'a|b',
  'a\\|b|c\\',
  '`code` and ``more``',
  '`',
  '<img src=x onerror=alert(1)>',
  '</details><script>alert(1)</script>',
  'line one\nline two\r\n# heading\u2028next',
  'nul\u0000 bell\u0007 escape\u001B[31m',
  '\u202Eright to left\u202C and \u200Bzero width\uFEFF',
  '@octocat please see #1 and https://example.com/x?a=b www.example.com me@example.com',
  '[link](javascript:alert(1)) ![image](http://example.com/i.png)',
  '__proto__',
  'constructor',
  '=HYPERLINK("http://example.com","x")',
  '+1+1',
  '-2+3',
  '@SUM(A1)',
  '\tcell',
  '\rcell',
  '"quoted", with comma',
  ']]> &amp; &lt; \uFFFE \uD800 lone',
  '*bold* _em_ ~~strike~~ $x$ :smile:',
  '# heading',
  '- item',
  '1. item',
  '> quote',
  '',
  '   ',
  `${'long '.repeat(2_000)}`,
  'x'.repeat(10_000),
  '../../etc/passwd',
  'CON',
  '日本語 🎉 é',
] as const

/** Every text in it is one of `HOSTILE_NAMES`. */
export function hostileReport(): RunReport {
  const report = failingReport()
  const [first] = HOSTILE_NAMES
  report.run = {
    ...report.run,
    plan: '../../<b>plan</b>|`@octocat`\n# x',
    planFile: HOSTILE_NAMES[2],
    scenario: 'con/../..\\|<x>\u202E `y`',
    purpose: HOSTILE_NAMES[9],
    settings: HOSTILE_NAMES[10],
    target: 'http://x/|`"<>',
    build: { label: HOSTILE_NAMES[13], commit: '@octocat', branch: 'a|b' },
  }
  report.verdict.sentence = `${HOSTILE_NAMES[9]} | ${HOSTILE_NAMES[4]} ${HOSTILE_NAMES[6]}`
  report.endpoints = HOSTILE_NAMES.map((name, index) => endpointFixture(name, 1000 - index, 1, 40, 0.03))
  report.criteria = HOSTILE_NAMES.map((name) =>
    criterionFixture({
      subject: name,
      text: name,
      metric: name,
      endpoints: [name],
      notes: [name],
      status: 'overMaximum',
      level: 'maximum',
      actual: 900,
    }),
  )
  report.criteria.push(
    criterionFixture({ subject: 'all', text: HOSTILE_NAMES[0], metric: HOSTILE_NAMES[0], endpoints: [] }),
  )
  report.errors = HOSTILE_NAMES.map((name) => ({
    class: 'check' as const,
    endpoint: name,
    message: name,
    count: 3,
    share: 0.5,
    firstMs: 1,
    lastMs: 2,
  }))
  report.findings = HOSTILE_NAMES.map((name) => ({
    id: name,
    severity: 'problem' as const,
    fact: name,
    mayMean: name,
    doNext: name,
    evidence: { view: 'overview' as const, endpoint: name, fromMs: null, toMs: null },
  }))
  report.users = HOSTILE_NAMES.map((name) => ({ ...statisticsFixture(10, 1, 5, 570), name, endpoints: [] }))
  report.monitors = HOSTILE_NAMES.map((name) => ({ name, unit: name, avg: 1, max: 2, samples: [[0, 1]] }))
  report.previousRuns = HOSTILE_NAMES.map((name) => previousRunFixture({ id: name, build: name }))
  report.notices = [...HOSTILE_NAMES]
  report.annotations = HOSTILE_NAMES.map((text, index) => ({ atMs: index * 1000, by: 'stdin' as const, text }))
  report.generatorHealth.reasons = [...HOSTILE_NAMES]
  report.generatorHealth.advice = [...HOSTILE_NAMES]
  report.generatorHealth.trusted = false
  report.timeline.usersByType = Object.fromEntries(HOSTILE_NAMES.map((name) => [name, [1, 2]]))
  report.run.generator = { ...report.run.generator, host: first, os: first, runtime: first, tls: first }
  return report
}
