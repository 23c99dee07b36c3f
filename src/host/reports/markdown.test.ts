import { describe, expect, test } from 'vitest'
import { reportSchema } from '../../core/report/report.ts'
import type { RunReport } from '../../core/report/report.ts'
import { MARKDOWN_LENGTH, renderMarkdown } from './markdown.ts'
import { comparedFixture, refusedFixture } from './comparisonFixtures.ts'
import { HOSTILE_NAMES, hostileReport, hugeReport } from './extremeReportFixtures.ts'
import {
  failingReport,
  healthyReport,
  inconclusiveReport,
  interruptedReport,
  nothingMeasuredReport,
  previousRunFixture,
} from './reportFixtures.ts'

const REPORTS: [string, RunReport][] = [
  ['healthy', healthyReport()],
  ['failing', failingReport()],
  ['inconclusive', inconclusiveReport()],
  ['interrupted', interruptedReport()],
  ['nothing measured', nothingMeasuredReport()],
  ['huge', hugeReport()],
  ['hostile', hostileReport()],
]

function firstScreen(markdown: string): string {
  return markdown.split('\n').slice(0, 25).join('\n')
}

function headings(markdown: string): string[] {
  return markdown.split('\n').filter((line) => line.startsWith('#'))
}

describe.each(REPORTS)('%s', (_, report) => {
  const markdown = renderMarkdown([report], ['report.json'])

  test('the fixture is a report', () => {
    expect(reportSchema.safeParse(report).error).toBeUndefined()
  })

  test('has the structure of the sample report, whatever is missing', () => {
    const all = headings(markdown)
    expect(all.filter((line) => /^##? /.test(line))).toEqual([
      '# Performance Test Report',
      '## Test Summary',
      '## Detailed Results',
      '## Trend Analysis',
      '## Measurement quality',
      '## Setup',
    ])
    expect(all.filter((line) => line.startsWith('### '))).toEqual([
      '### Scenario results',
      '### Key metrics',
      expect.stringMatching(/^### Scenario .+: [✓✕○] /),
      '### Historical data',
      '### Regression detection',
    ])
    expect(all.filter((line) => line.startsWith('#### '))).toEqual([
      '#### Analysis',
      '#### Performance metrics',
      '#### Issues and recommendations',
      '#### Errors',
    ])
  })

  test('answers on the first screen', () => {
    expect(markdown.split('\n')[2]).toMatch(/^\*\*[✓✕○] (READY|NOT READY|NOT MEASURED|INCONCLUSIVE)\*\* — .+/)
    expect(firstScreen(markdown)).toMatch(/\| Scenario \| Verdict \| Criteria met \| Throughput \|/)
    expect(firstScreen(markdown)).toMatch(/\*\*Measurement:\*\* [✓⊘○] /)
  })

  test('every row of a table has the cells of its header', () => {
    const lines = markdown.split('\n')
    for (const [index, line] of lines.entries()) {
      if (!line.startsWith('|')) continue
      const isFirst = !(lines[index - 1] ?? '').startsWith('|')
      if (isFirst) expect(lines[index + 1]).toMatch(/^\|(-{3}:?\|)+$/)
      else expect(line.split('|').length, line).toBe((lines[index - 1] ?? '').split('|').length)
    }
  })

  test('has no control characters, no markup but its own, and never undefined or NaN', () => {
    expect(markdown).not.toMatch(/(?!\n|\u200C|\u200D)[\p{Cc}\p{Cf}]/u)
    expect(markdown).not.toMatch(/\bNaN\b|\bundefined\b|\bInfinity\b|\[object/)
    const outsideCode = markdown.replace(/```text[\s\S]*?```/g, '').replace(/(`+) ?[^\n]*? ?\1(?!`)/g, '')
    const tags = new Set(outsideCode.match(/<\/?[a-z!][^>]*>/gi) ?? [])
    for (const tag of tags) expect(tag).toMatch(/^<\/?(details|summary|code)>$/)
    expect(outsideCode.replace(/<code>.*?<\/code>/g, '')).not.toMatch(/@\w|:\/\/|www\.|(?<![&#])#\d/)
  })

  test('fits into a comment', () => {
    expect(markdown.length).toBeLessThanOrEqual(MARKDOWN_LENGTH)
  })

  test('never claims a regression', () => {
    expect(markdown).not.toMatch(/regress(?!ion detection)/i)
  })
})

describe('what it says', () => {
  test('a failure without a finding still has a place to begin: the slowest of the endpoints judged together', () => {
    const report = { ...failingReport(), findings: [] }
    const [first, second] = report.endpoints
    const slow = { ...first!, name: 'POST /slow', latencyMs: { ...first!.latencyMs!, p95: 4321 } }
    const quick = { ...second!, name: 'GET /quick', latencyMs: { ...first!.latencyMs!, p95: 12 } }
    const broken = report.criteria.find(({ status, unit }) => status === 'overMaximum' && unit === 'ms')!
    const together = { ...broken, endpoints: [quick.name, slow.name] }
    const markdown = renderMarkdown([{ ...report, criteria: [together], endpoints: [quick, slow] }])
    expect(firstScreen(markdown)).toMatch(
      /1\. Look into this first: .*Slowest of them: `?POST \/slow`? \(p95 4\.32 s\)\./,
    )
  })

  test('healthy: ready, with limits, change from the previous run, and where the time went', () => {
    const markdown = renderMarkdown([healthyReport()])
    expect(markdown).toContain('**✓ READY** — All 5 criteria are met: p95 is 312 ms, 0.20 % failed.')
    expect(markdown).toContain(
      '| `normal` | ✓ READY | 5 of 5 ✓ | 83.5 req/s ✓ | 81.0 ms | 312 ms ✓ | 1.24 s ✓ | 0.20 % ✓ |',
    )
    expect(markdown).toContain(
      '| Throughput | 83.5 req/s | ≥ 50 req/s | – | ✓ met | 81.2 req/s | +2.30 req/s (+2.8 %) |',
    )
    expect(markdown).toContain(
      '47,595 requests ended in the 9:30 min that are judged, 83.5 req/s with up to 100 users; 95 failed (0.20 %).',
    )
    expect(markdown).toContain('`POST /api/workflows` took 42.00 % of all response time')
    expect(markdown).toContain(
      'Not asked for: two single runs always differ a little, and the changes above may be no more than that. `loadwright compare`, or a run with `--baseline`, says whether they are.',
    )
    expect(markdown).toContain(
      'Also counted: iterations 11,890 completed, 40 failed, 60 cut off by the end, 0 dropped · checks 99.97 % of 60,020 passed · messages 5,000 in, 1,700 out.',
    )
    expect(markdown).not.toContain('**Do next:**')
  })

  test('compared with its baseline: what is slower, by how much, and what could not be told', () => {
    const comparison = comparedFixture(['POST /order', 'GET /', 'GET /rare'])
    const markdown = renderMarkdown([{ ...healthyReport(), comparison }])
    const detection = markdown.slice(markdown.indexOf('### Regression detection'))
    expect(detection).toContain('### 1.4.1 (3 runs) → 1.4.2 (3 runs)')
    expect(detection).toMatch(/\*\*✕\*\* Regressed: .*POST \/order p95 \+20 % \(\+15 … \+25 %\)/)
    expect(detection).toMatch(
      /^\| ✕ regressed \| `POST \/order` \| p95 \| 400 ms \| 480 ms \| \+20 % \(\+15 … \+25 %\) \|/m,
    )
    expect(detection).toContain('2 others: 1 unchanged, 1 without enough data')
    // Not measured is never 0.
    expect(detection).toMatch(/^\| ○ not enough data \| `GET \/rare` \| p95 \| – \| – \| – \|/m)
    expect(detection).not.toContain('Not asked for')
  })

  test('compared with what cannot be compared: refused, with the difference, and no numbers', () => {
    const markdown = renderMarkdown([{ ...healthyReport(), comparison: refusedFixture(['normal', 'pe|ak <b>']) }])
    const detection = markdown.slice(markdown.indexOf('### Regression detection'))
    expect(detection).toContain('### 1.4.1 (1 run) → 1.4.2 (1 run)')
    expect(detection).toContain('**✕**')
    expect(detection).toContain('These runs differ in more than the build:')
    expect(detection).toMatch(/^- .*normal.*pe.*ak/m)
    expect(detection).not.toContain('<b>')
    expect(detection).not.toMatch(/regressed|not enough data/)
  })

  test.each(HOSTILE_NAMES)(
    'an endpoint and builds called %j are no HTML and break no table of a comparison',
    (name) => {
      const comparison = comparedFixture([name, `${name} `, 'x'.repeat(10_000)], [name, name])
      const markdown = renderMarkdown([{ ...healthyReport(), comparison }])
      const lines = markdown.slice(markdown.indexOf('### Regression detection')).split('\n')
      const prose = lines.join('\n').replaceAll(/(`+).*?\1/g, '')
      expect(prose).not.toMatch(/<(img|script|b)\b|<\/details><script/)
      // oxlint-disable-next-line no-control-regex -- they must not be there
      expect(prose).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
      const rows = lines.filter((line) => /^\| [✕~○] /.test(line))
      expect(rows).toHaveLength(3)
      for (const row of rows) expect(row.replaceAll(/\\\\|\\\|/g, '').split('|')).toHaveLength(9)
      expect(markdown.length).toBeLessThan(MARKDOWN_LENGTH)
    },
  )

  test('failing: what broke, by how much, and what to do, before anything else', () => {
    const markdown = renderMarkdown([failingReport()])
    expect(firstScreen(markdown)).toContain(
      '**✕ NOT READY** — `POST /api/workflows` p99 is 4.20 s; the maximum is 2 s.',
    )
    expect(firstScreen(markdown)).toContain('1. Compare the number of database connections in use')
    const criteria = markdown.split('\n').filter((line) => /^\| [✓▲✕] (met|over)/.test(line))
    expect(criteria.map((line) => line.slice(2, 10))).toEqual([
      '✕ over m',
      '▲ over t',
      '✓ met | ',
      '✓ met | ',
      '✓ met | ',
      '✓ met | ',
    ])
    expect(criteria[1]).toMatch(/ 500\.40* ms /)
    expect(markdown).toContain('First broken 3:12 min after the start, which ended the run.')
    expect(markdown).toContain(
      'Of 6 criteria, 1 is over the maximum, 1 is over the target. Worst: /api/workflows p99 is 4.20 s in the worst 10s; the maximum is 2 s.',
    )
    expect(markdown).toContain('- **✕ Problem:** `POST /api/workflows`: p99 rose from 0.9 s')
    expect(markdown).toContain('  - May mean: Requests may be waiting')
  })

  test('inconclusive: why, and what to do about the generator', () => {
    const markdown = renderMarkdown([inconclusiveReport()])
    expect(firstScreen(markdown)).toContain('**○ INCONCLUSIVE** — ')
    expect(firstScreen(markdown)).toContain(
      '**Measurement:** ⊘ not trusted (only 82.00 % of the judged seconds can be trusted, 5.00 % degraded): The CPU of engine 1',
    )
    expect(firstScreen(markdown)).toContain('1. Use more engine processes (--processes 6), or fewer users.')
    expect(markdown).toContain(
      'Of 2 criteria, 2 are not judged. First: p95 of all requests: the generator was in the way for 18.00 % of the load; 5 % is the most.',
    )
    expect(markdown).toContain('First run of this scenario, nothing to compare yet.')
    expect(markdown).toContain('Not enough data: this is the first run of this scenario.')
    expect(markdown).toMatch(/^trust {4}·+⊘+·+ {2}⊘ not trusted/m)
  })

  test('interrupted: says so beside the duration and in the details', () => {
    const markdown = renderMarkdown([interruptedReport()])
    expect(firstScreen(markdown)).toContain('2:03 min (interrupted)')
    expect(markdown).toContain(
      '**A process of this run was killed or died; its numbers are of what reached the history.**',
    )
  })

  test('nothing measured: no numbers at all, and the error that explains it', () => {
    const markdown = renderMarkdown([nothingMeasuredReport()])
    expect(markdown).toContain('| `smoke` | ✕ NOT MEASURED | 0 of 5 ○ | – | – | – | – | – |')
    expect(markdown).toContain('**Measurement:** ○ nothing was measured.')
    expect(firstScreen(markdown)).toContain('1. Start what is to be tested at `http://127.0.0.1:8900`')
    expect(markdown).toContain('Most frequent error: connect ECONNREFUSED 127.0.0.1:8900 (10 times, `GET /health`).')
    expect(markdown).toContain('- 5 criteria: no request ended in the judged window.')
  })

  test('no criteria: not called ready', () => {
    const report = healthyReport()
    report.criteria = []
    report.verdict.sentence = 'No criteria were set; 47,595 requests were measured.'
    const markdown = renderMarkdown([report])
    expect(markdown).toContain('**○ NOT JUDGED** — No criteria were set')
    expect(markdown).not.toContain('✓ READY')
  })

  test('a percentile without evidence is marked', () => {
    const report = healthyReport()
    const [endpoint] = report.endpoints
    if (endpoint?.latencyMs) endpoint.latencyMs.count = 41
    expect(renderMarkdown([report])).toMatch(/\| ○ 1,840 \|/)
  })

  test('each latency column has the unit of its largest value', () => {
    const report = healthyReport()
    const [endpoint] = report.endpoints
    if (endpoint?.latencyMs) Object.assign(endpoint.latencyMs, { p99: 9_990, max: 12_400 })
    expect(renderMarkdown([report])).toContain('| p50, ms | p95, ms | p99, ms | max, s |')
    expect(renderMarkdown([report])).toContain('| 120 | 462 | 9,990 | 12.4 |')
  })

  test('several scenarios: the worst speaks, all are in the tables', () => {
    const markdown = renderMarkdown([healthyReport(), failingReport(), inconclusiveReport(), nothingMeasuredReport()])
    expect(firstScreen(markdown)).toContain(
      '**✕ NOT READY** — of 4 scenarios 1 is not ready, 1 is not measured, 1 is inconclusive, 1 is ready.',
    )
    expect(firstScreen(markdown)).toContain('- ✕ `stress`: `POST /api/workflows` p99 is 4.20 s')
    expect(firstScreen(markdown)).toContain('**Measurement:** ⊘ not trusted in `spike`')
    expect(firstScreen(markdown)).toContain('1. `stress`: Compare the number')
    expect(headings(markdown).filter((line) => line.startsWith('### Scenario `'))).toEqual([
      '### Scenario `normal`: ✓ READY',
      '### Scenario `stress`: ✕ NOT READY',
      '### Scenario `spike`: ○ INCONCLUSIVE',
      '### Scenario `smoke`: ✕ NOT MEASURED',
    ])
  })

  test('several runs of one scenario are told apart by their ids', () => {
    const last = healthyReport({ scenario: 'stress' })
    const worst = failingReport()
    worst.run.id = 'worst-run'
    const markdown = renderMarkdown(
      [last, worst, healthyReport()],
      ['report-stress.json', 'report-stress-2.json', null],
    )
    expect(firstScreen(markdown)).toContain('**✕ NOT READY** — of 3 runs 1 is not ready, 2 are ready.')
    expect(firstScreen(markdown)).toContain('- ✕ `stress` (run `worst-run`): `POST /api/workflows` p99 is 4.20 s')
    expect(headings(markdown).filter((line) => line.startsWith('### Scenario `'))).toEqual([
      '### Scenario `stress` (run `20261123-140200-b7c1`): ✓ READY',
      '### Scenario `stress` (run `worst-run`): ✕ NOT READY',
      '### Scenario `normal`: ✓ READY',
    ])
    expect(markdown).not.toMatch(/\d scenarios/)
  })

  test('all scenarios met: one sentence', () => {
    const markdown = renderMarkdown([healthyReport(), healthyReport({ scenario: 'peak' })])
    expect(markdown).toContain('**✓ READY** — all 2 scenarios met their criteria.')
  })

  test('the trend lists the runs before, newest first, and draws them oldest first', () => {
    const report = healthyReport()
    report.previousRuns = [
      previousRunFixture({ build: '1.41.2', p95Ms: 156 }),
      previousRunFixture({ build: '1.41.1', p95Ms: null }),
      previousRunFixture({ build: null, id: 'run-x', p95Ms: 78 }),
    ]
    const markdown = renderMarkdown([report])
    expect(markdown).toContain('p50 +3.00 ms (+3.8 %) · p95 +156 ms (+100 %)')
    expect(markdown).toContain('| run `run-x` | 2026-11-22 14:00 UTC |')
    expect(markdown).toContain('p95, oldest to newest, from 0: ▃·▅█')
    expect(markdown.indexOf('`1.41.2`')).toBeLessThan(markdown.indexOf('`1.41.1`'))
  })
})

describe('length', () => {
  test('cut tables say how many rows are missing and where they are', () => {
    const withFile = renderMarkdown([hugeReport()], ['report.json'])
    expect(withFile).toContain('_350 of 500 endpoints are left out here; `report.json` has all of them._')
    expect(withFile).toContain('_350 of 500 criteria are left out here; `report.json` has all of them._')
    expect(withFile).toContain('_475 of 500 error groups are left out here; `report.json` has all of them._')
    expect(withFile).toContain('<summary>135 more endpoints</summary>')
    const withoutFile = renderMarkdown([hugeReport()])
    expect(withoutFile).toContain('`loadwright report 20261123-140200-b7c1 -f json` writes all of them._')
  })

  test('endpoints over a limit are never the ones left out', () => {
    const markdown = renderMarkdown([hugeReport()])
    expect(markdown.match(/^\| ✕ `GET \/api\/resources/gm)?.length).toBe(10)
  })

  test('hundreds of hostile scenarios fit, and the first screen stays the first screen', () => {
    const reports = Array.from({ length: 200 }, () => hostileReport())
    const markdown = renderMarkdown(
      reports,
      reports.map((_, index) => `report-${index}.json`),
    )
    expect(markdown.length).toBeLessThanOrEqual(MARKDOWN_LENGTH)
    expect(markdown.split('\n').indexOf('## Test Summary')).toBeLessThanOrEqual(26)
    expect(firstScreen(markdown)).toContain('3. ')
    expect(markdown).toMatch(/_\d+ of 200 runs are left out here; the JSON report of each has everything\._/)
  })

  test('a name of ten thousand characters keeps its ends', () => {
    const report = healthyReport()
    const [endpoint] = report.endpoints
    if (endpoint !== undefined) endpoint.name = `GET /${'x'.repeat(10_000)}/end`
    const markdown = renderMarkdown([report])
    expect(markdown).toMatch(/`GET \/x{40,50}…x{15,25}\/end`/)
    expect(markdown.length).toBeLessThan(10_000)
  })

  test('user types named like properties of objects are kept', () => {
    const markdown = renderMarkdown([hostileReport()])
    expect(markdown).toContain(`<summary>${HOSTILE_NAMES.length} user types</summary>`)
    expect(markdown).toContain('| `__proto__` |')
    expect(markdown).toContain('| `constructor` |')
  })
})

test('nothing was run: still a report', () => {
  expect(renderMarkdown([])).toBe('# Performance Test Report\n\nNo scenario was run, so there is nothing to judge.\n')
})

test('changes of the load and marks stand below the course of the run, by time', () => {
  const markdown = renderMarkdown([failingReport()], ['report.json'])
  const at = markdown.indexOf('**Changed and marked while it ran** (times after the start)')
  expect(markdown.slice(at).split('\n').slice(2, 5)).toEqual([
    '- 61.3 s, load changed by terminal: 10 users added, 110 planned now',
    '- 75.0 s, mark by terminal: cache emptied',
    '- 90.0 s, load changed by browser: paused: no users',
  ])
  expect(markdown.indexOf('**Course of the run**')).toBeLessThan(at)
  expect(markdown).toMatch(/\*\*this run\*\*.*, load changed by hand \|/)
  expect(renderMarkdown([healthyReport()], ['report.json'])).not.toContain('Changed and marked')
})
