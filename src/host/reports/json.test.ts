import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { reportSchema } from '../../core/report/report.ts'
import { renderJson } from './json.ts'
import { hostileReport, hugeReport } from './extremeReportFixtures.ts'
import {
  failingReport,
  healthyReport,
  inconclusiveReport,
  interruptedReport,
  nothingMeasuredReport,
} from './reportFixtures.ts'

const MAKERS = {
  healthyReport,
  failingReport,
  inconclusiveReport,
  interruptedReport,
  nothingMeasuredReport,
  hugeReport,
  hostileReport,
}

test.each(Object.entries(MAKERS))(
  '%s: what is read back is the report, and the published schema accepts it',
  (_, make) => {
    const report = make()
    const read: unknown = JSON.parse(renderJson(report))
    // Lone surrogates cannot be written in UTF-8, but as escapes they are kept.
    expect(read).toEqual(report)
    const validate = new Ajv2020({ strict: false }).compile(z.toJSONSchema(reportSchema))
    expect(validate(read), JSON.stringify(validate.errors)).toBe(true)
  },
)

test('keys stand in the order of the schema, however the report was put together', () => {
  const report = healthyReport()
  const shuffled = Object.fromEntries(Object.entries(report).toReversed()) as typeof report
  shuffled.run = Object.fromEntries(Object.entries(report.run).toReversed()) as typeof report.run
  shuffled.timeline.usersByType = { Zed: [1], AdminUser: [2], '10': [3] }
  const text = renderJson(shuffled)
  report.timeline.usersByType = { '10': [3], AdminUser: [2], Zed: [1] }
  expect(text).toBe(renderJson(report))
  expect(Object.keys(JSON.parse(text) as object)).toEqual(Object.keys(reportSchema.shape))
})

test('fields of a later version within the same schema version are kept, behind the known ones', () => {
  const report = { ...healthyReport(), added: { b: 1, a: [{ x: 1 }] } }
  const read = JSON.parse(renderJson(report)) as Record<string, unknown>
  expect(Object.keys(read).at(-1)).toBe('added')
  expect(read['added']).toEqual({ a: [{ x: 1 }], b: 1 })
})

test('a timeline takes one line per series, pairs stay on the line of their list', () => {
  const lines = renderJson(healthyReport()).split('\n')
  expect(lines.filter((line) => line.includes('"p95Ms": [null, 295,'))).toHaveLength(1)
  expect(lines.filter((line) => line.includes('"headers": [["accept","application/json"], ["x","y"]]'))).toHaveLength(1)
})

test('a user type called __proto__ keeps its numbers', () => {
  expect(renderJson(hostileReport())).toContain('"__proto__": [1, 2]')
})

test('what is not a number is null', () => {
  const report = healthyReport()
  report.totals.ratePerS = Number.NaN
  report.timeline.p50Ms = [Number.POSITIVE_INFINITY]
  const text = renderJson(report)
  expect(text).toContain('"ratePerS": null')
  expect(text).toContain('"p50Ms": [null]')
})
