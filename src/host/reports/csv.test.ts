import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import type { RunReport } from '../../core/report/report.ts'
import { renderCsv } from './csv.ts'
import { renderCsvTable } from './csvText.ts'
import { HOSTILE_NAMES, hostileReport, hugeReport } from './extremeReportFixtures.ts'
import { failingReport, healthyReport, nothingMeasuredReport } from './reportFixtures.ts'

function tables(reports: readonly RunReport[]): Record<string, Record<string, string>[]> {
  return Object.fromEntries(
    renderCsv(reports).map((file) => [
      file.name,
      parse<Record<string, string>>(file.text, { columns: true, record_delimiter: '\r\n' }),
    ]),
  )
}

describe('tables', () => {
  test('seven files, each row with its run and scenario', () => {
    const all = tables([healthyReport(), failingReport()])
    expect(Object.entries(all).map(([name, rows]) => [name, rows.length])).toEqual([
      ['scenarios.csv', 2],
      ['endpoints.csv', 8],
      ['timeline.csv', 120],
      ['errors.csv', 4],
      ['criteria.csv', 11],
      ['events.csv', 3],
      ['trend.csv', 4],
    ])
    for (const rows of Object.values(all)) {
      for (const row of rows)
        expect(row).toMatchObject({
          run_id: '20261123-140200-b7c1',
          scenario: expect.stringMatching(/^(normal|stress)$/),
        })
    }
  })

  test('numbers are raw, times are UTC, what was not measured is empty', () => {
    const all = tables([healthyReport()])
    expect(all['scenarios.csv']?.[0]).toMatchObject({
      verdict: 'passed',
      requests: '47595',
      failure_share: String(95 / 47_595),
      latency_p95_ms: '311.85',
      latency_p99_9_ms: '2430',
      generator_trusted: 'true',
      criteria_met: '5',
      started_at_utc: '2026-11-23T14:02:00.000Z',
    })
    expect(all['endpoints.csv']?.[3]).toMatchObject({
      endpoint: 'WS subscribe',
      kind: 'reply',
      method: '',
      failed_latency_p50_ms: '',
      phase_dns_mean_ms: '0',
    })
    expect(all['timeline.csv']?.[1]).toMatchObject({
      time_utc: '2026-11-23T14:02:10.000Z',
      from_start_ms: '10000',
      users: '50',
      p95_ms: '295',
      trust: 'trusted',
    })
    expect(all['timeline.csv']?.[0]).toMatchObject({ p95_ms: '' })
    expect(all['trend.csv']?.map((row) => [row['build'], row['is_this_run'], row['p99_ms']])).toEqual([
      ['1.41.2', 'false', '950'],
      ['1.42.0-rc3', 'true', '1239.3'],
    ])
  })

  test('nothing measured: headers, and empty cells instead of zeros', () => {
    const all = tables([nothingMeasuredReport()])
    expect(all['scenarios.csv']?.[0]).toMatchObject({ requests: '0', failure_share: '', latency_p95_ms: '' })
    expect(all['timeline.csv']).toEqual([])
    expect(renderCsv([nothingMeasuredReport()]).find((file) => file.name === 'timeline.csv')?.text).toMatch(
      /^run_id,scenario,time_utc,[^\r]+\r\n$/,
    )
  })

  test('nothing is left out', () => {
    expect(tables([hugeReport()])['endpoints.csv']).toHaveLength(500)
  })
})

describe('cells', () => {
  const cell = (text: string) =>
    parse(renderCsvTable(['x', 'y'], [[text, 1]]), { record_delimiter: '\r\n', relax_column_count: false })[1]?.[0]

  test.each(['=1+1', '+1+1', '-2+3', '@SUM(A1)', '\tx', '\rx', '\n=x', '  =x', '＝1', '-', '=', '+1e5', '-1.2.3'])(
    '%j cannot be a formula',
    (text) => {
      expect(cell(text)).toBe(`'${text}`)
    },
  )

  test.each([
    '-5',
    '+5',
    '-0.25',
    '12',
    'a=b',
    'x@y',
    '1-2',
    "'quoted'",
    '',
    ' lead',
    'trail ',
    'a,b',
    'a"b',
    'a\nb',
    'a\r\nb',
    '日本語 🎉',
  ])('%j is read back as it was', (text) => {
    expect(cell(text)).toBe(text)
  })

  test('numbers are never changed into text', () => {
    expect(renderCsvTable(['n'], [[-5], [1e-7], [Number.NaN], [null], [true]])).toBe(
      'n\r\n-5\r\n1e-7\r\n\r\n\r\ntrue\r\n',
    )
  })

  test('every hostile name takes one cell of one record', () => {
    const all = tables([hostileReport()])
    expect(all['endpoints.csv']).toHaveLength(HOSTILE_NAMES.length)
    const names = all['endpoints.csv']?.map((row) => row['endpoint'] ?? '') ?? []
    for (const [index, name] of HOSTILE_NAMES.entries()) {
      const harmless = name
        .toWellFormed()
        .replace(/[\p{Cc}\p{Bidi_Control}]/gu, (sign) => ('\t\n\r'.includes(sign) ? sign : '\uFFFD'))
      expect([harmless, `'${harmless}`]).toContain(names[index])
      expect(names[index]).not.toMatch(/^\s*[=+@-][^\d]/)
    }
  })
})
