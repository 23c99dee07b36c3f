import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import type { RunReport } from '../../core/report/report.ts'
import { renderJunit } from './junit.ts'
import { comparedFixture, refusedFixture } from './comparisonFixtures.ts'
import { HOSTILE_NAMES, hostileReport } from './extremeReportFixtures.ts'
import {
  criterionFixture,
  failingReport,
  healthyReport,
  inconclusiveReport,
  interruptedReport,
  nothingMeasuredReport,
} from './reportFixtures.ts'

interface ParsedCase {
  '@name': string
  '@classname': string
  '@time'?: string
  failure?: { '@message': string; '@type': string; '#text': string }[]
  error?: { '@message': string; '@type': string; '#text'?: string }[]
  skipped?: { '@message': string }[]
  'system-out'?: string[]
}
interface ParsedSuite {
  '@name': string
  '@tests': string
  '@failures': string
  '@errors': string
  '@skipped': string
  '@time': string
  '@timestamp'?: string
  properties: { property: { '@name': string; '@value': string }[] }[]
  testcase: ParsedCase[]
}

function parse(xml: string): {
  '@tests': string
  '@failures': string
  '@errors': string
  '@skipped': string
  testsuite: ParsedSuite[]
} {
  expect(XMLValidator.validate(xml)).toBe(true)
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    trimValues: false,
    isArray: (name) =>
      ['testsuite', 'testcase', 'property', 'properties', 'failure', 'error', 'skipped', 'system-out'].includes(name),
  })
  return (parser.parse(xml) as { testsuites: ReturnType<typeof parse> }).testsuites
}

function suiteOf(report: RunReport): ParsedSuite {
  const [suite] = parse(renderJunit([report])).testsuite
  if (suite === undefined) throw new Error('no suite')
  return suite
}

function caseOf(suite: ParsedSuite, name: string): ParsedCase {
  const found = suite.testcase.find((one) => one['@name'] === name)
  if (found === undefined) throw new Error(`no case ${name}`)
  return found
}

describe('a comparison with the baseline', () => {
  const casesOf = (report: RunReport): ParsedCase[] =>
    suiteOf(report).testcase.filter((one) => one['@classname'].startsWith('compared with '))

  test('is a case for each metric: what regressed fails, what cannot be told is skipped', () => {
    const comparison = comparedFixture(['POST /order', 'GET /', 'GET /rare'])
    const report = { ...healthyReport(), comparison }
    expect(suiteOf(report)).toMatchObject({ '@tests': '10', '@failures': '1', '@errors': '0', '@skipped': '1' })
    const [slower, same, unknown] = casesOf(report)
    expect(slower).toMatchObject({ '@classname': 'compared with 1.4.1 (3 runs)', '@name': 'POST /order p95' })
    const [failure] = slower?.failure ?? []
    expect(failure?.['@type']).toBe('regression')
    expect(failure?.['@message']).toContain('POST /order p95: 400 ms → 480 ms, +20 % (95 %: +15 … +25 %); ')
    expect(same).toEqual({ '@classname': 'compared with 1.4.1 (3 runs)', '@name': 'GET / p95' })
    expect(unknown?.skipped?.[0]?.['@message']).toMatch(/^Not enough data: /)
  })

  test('that is refused is one case, skipped with what differs', () => {
    const report = { ...healthyReport(), comparison: refusedFixture(['normal', 'peak']) }
    expect(suiteOf(report)).toMatchObject({ '@tests': '8', '@failures': '0', '@skipped': '1' })
    const [only, ...others] = casesOf(report)
    expect([only?.['@name'], others]).toEqual(['comparison', []])
    expect(only?.skipped?.[0]?.['@message']).toMatch(/normal.*peak/)
  })

  test.each(HOSTILE_NAMES)('is well-formed with endpoints and builds called %j', (name) => {
    const comparison = comparedFixture([name, `${name}]]>`, 'x'.repeat(10_000)], [name, name])
    const cases = casesOf({ ...healthyReport(), comparison })
    expect(cases).toHaveLength(3)
    expect(cases[0]?.failure).toHaveLength(1)
    for (const each of cases) expect(each['@name'].length).toBeLessThanOrEqual(500)
  })
})

describe('one suite per scenario, one case per criterion', () => {
  test('healthy: everything passes, measured times are in seconds, key numbers are properties', () => {
    const suite = suiteOf(healthyReport())
    expect(suite).toMatchObject({
      '@name': 'normal',
      '@tests': '7',
      '@failures': '0',
      '@errors': '0',
      '@skipped': '0',
      '@time': '600',
      '@timestamp': '2026-11-23T14:02:00',
    })
    expect(suite.testcase.map((one) => [one['@classname'], one['@name'], one['@time']])).toEqual([
      ['run', 'ran as planned', '600'],
      ['generator', 'measurement can be trusted', undefined],
      ['all requests', 'p95 < 2s (target)', '0.312'],
      ['all requests', 'p99 < 5s (maximum)', '1.24'],
      ['all requests', 'failures < 1% (maximum)', undefined],
      ['all requests', 'rate >= 50/s (target)', undefined],
      ['/api/workflows', 'p95 < 500ms (target)', '0.312'],
    ])
    const properties = Object.fromEntries(
      (suite.properties[0]?.property ?? []).map((one) => [one['@name'], one['@value']]),
    )
    expect(properties).toMatchObject({
      runId: '20261123-140200-b7c1',
      startedAt: '2026-11-23T14:02:00.000Z',
      p95Ms: '311.85',
      requests: '47595',
      failureShare: String(95 / 47_595),
      generatorTrusted: 'true',
    })
  })

  test('a load that was changed by hand is no error, and is told', () => {
    const report = healthyReport()
    report.run.steering = [{ atMs: 61_250, by: 'terminal', what: '10 users added ]]> <b>, 110 planned now' }]
    const planned = caseOf(suiteOf(report), 'ran as planned')
    expect(planned.error).toBeUndefined()
    expect(planned['system-out']?.[0]).toContain('61.3 s after the start: 10 users added ]]> <b>, 110 planned now')
  })

  test('over maximum fails, over target passes and says so', () => {
    const suite = suiteOf(failingReport())
    expect(suite).toMatchObject({ '@tests': '8', '@failures': '1', '@errors': '0', '@skipped': '0' })
    const [failure] = caseOf(suite, 'p99 < 2s for 10s, stop (maximum)').failure ?? []
    expect(failure?.['@type']).toBe('overMaximum')
    expect(failure?.['@message']).toBe('/api/workflows p99 is 4.20 s in the worst 10s; the maximum is 2 s.')
    expect(failure?.['#text']).toContain('First broken 3:12 min after the start, which ended the run.')
    const over = caseOf(suite, 'p95 < 500ms (target)')
    expect(over.failure).toBeUndefined()
    expect(over['system-out']?.[0]).toContain('Over target: /api/workflows p95 is 500.4')
  })

  test('what cannot be judged is skipped with the reason; a generator that is not trusted is an error', () => {
    const suite = suiteOf(inconclusiveReport())
    expect(suite).toMatchObject({ '@tests': '4', '@failures': '0', '@errors': '1', '@skipped': '2' })
    expect(caseOf(suite, 'p95 < 2s (target)').skipped?.[0]?.['@message']).toBe(
      'The measurement cannot be trusted: the generator was in the way for 18.00 % of the load; 5 % is the most.',
    )
    expect(caseOf(suite, 'p99.9 < 500ms (maximum)').skipped?.[0]?.['@message']).toBe(
      'Too few samples to judge: only 41 successful requests; p99.9 needs at least 1,000.',
    )
    const [error] = caseOf(suite, 'measurement can be trusted').error ?? []
    expect(error?.['@type']).toBe('notTrusted')
    expect(error?.['#text']).toContain('engine 1 was at 97 %')
  })

  test.each([
    ['interrupted', interruptedReport(), 'interrupted'],
    ['nothing measured', nothingMeasuredReport(), 'nothingMeasured'],
    ['stopped', { ...healthyReport(), run: { ...healthyReport().run, status: 'stopped' as const } }, 'stopped'],
    ['failed', { ...healthyReport(), run: { ...healthyReport().run, status: 'failed' as const } }, 'failed'],
  ])('%s: a fault of the run is an error', (_, report, type) => {
    const [error] = caseOf(suiteOf(report), 'ran as planned').error ?? []
    expect(error?.['@type']).toBe(type)
    expect(error?.['#text']).toBe(report.verdict.sentence)
  })

  test('the sums of the file are those of its suites', () => {
    const file = parse(renderJunit([failingReport(), inconclusiveReport(), nothingMeasuredReport()]))
    expect(file).toMatchObject({ '@tests': '19', '@failures': '1', '@errors': '2', '@skipped': '7' })
    expect(file.testsuite.map((suite) => suite['@name'])).toEqual(['stress', 'spike', 'smoke'])
  })

  test('suites of one scenario have names of their own', () => {
    const file = parse(renderJunit([failingReport(), healthyReport(), failingReport()]))
    expect(file.testsuite.map((suite) => suite['@name'])).toEqual(['stress', 'normal', 'stress-2'])
  })
})

describe('hostile names', () => {
  test('the file is valid, has all cases, and no character XML does not allow', () => {
    const xml = renderJunit([hostileReport()])
    expect(xml).not.toMatch(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u)
    const [suite] = parse(xml).testsuite
    expect(suite?.testcase).toHaveLength(HOSTILE_NAMES.length + 1 + 2)
    for (const one of suite?.testcase ?? []) expect(one['@classname'].length).toBeLessThanOrEqual(500)
  })

  test('markup is read back as it was', () => {
    const report = healthyReport()
    const text = `<a b="c" d='e'>&amp; ]]> & </a>`
    report.criteria = [criterionFixture({ subject: text, status: 'overMaximum', level: 'maximum', notes: [text] })]
    const [, , one] = suiteOf(report).testcase
    expect(one?.['@classname']).toBe(text)
    expect(one?.failure?.[0]?.['#text']).toContain(text)
  })

  test('line breaks survive in attributes, other control characters are left out', () => {
    const report = healthyReport()
    report.criteria = [criterionFixture({ subject: 'a\nb\u0000\u001Bc\uFFFEd\uD800' })]
    expect(renderJunit([report])).toContain('classname="a&#10;bcd\uFFFD"')
  })
})

test('no reports: an empty file that is valid', () => {
  expect(parse(renderJunit([]))['@tests']).toBe('0')
})
