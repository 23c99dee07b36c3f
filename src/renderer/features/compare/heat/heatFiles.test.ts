import { expect, test } from 'vitest'
import type { ChartTheme } from '../../../charts/chartTheme.ts'
import { csvText } from '../../../charts/csv.ts'
import { svgPicture } from '../../../charts/frame/exportPicture.ts'
import { compareRows } from '../compareRows.ts'
import { sampleComparison, sampleEndpoint, sampleMetric } from '../sampleComparison.ts'
import { compareHeatPicture } from './heatPicture.ts'
import { compareHeatTable } from './heatTable.ts'

const HOSTILE = '<img src=x onerror="window.pwned=1">\u202e__proto__'
const theme: ChartTheme = { font: 'sans-serif', colour: (name) => (name === '--shift-worse' ? '#ff0000' : '#ffffff') }
const rows = compareRows(
  sampleComparison([
    sampleEndpoint('GET /slow', [sampleMetric('p95', 1.5, 'regressed'), sampleMetric('p50', null)]),
    sampleEndpoint(HOSTILE, [sampleMetric('p95', 1, 'notEnoughData')]),
    sampleEndpoint('=1+1', [], { presence: 'new' }),
  ]),
)

test('the table has each change with its interval and its verdict as numbers; what is missing is empty', () => {
  const table = compareHeatTable(rows, ['p95', 'p50'], 'relative')
  expect(table.columns).toEqual([
    'Endpoint',
    'Verdict',
    ...['p95', 'p50'].flatMap((name) => [
      `${name} change (%)`,
      `${name} 95 % from`,
      `${name} 95 % to`,
      `${name} verdict`,
    ]),
  ])
  const [slow = [], , fresh = []] = table.rows()
  expect(slow.slice(0, 2)).toEqual(['GET /slow', 'regressed'])
  expect(slow[2]).toBeCloseTo(50, 9)
  expect(slow[3]).toBeLessThan(50)
  expect(slow[4]).toBeGreaterThan(50)
  expect(slow.slice(5, 9)).toEqual(['regressed', null, null, null])
  expect(fresh).toEqual(['=1+1', 'new', ...Array.from({ length: 8 }, () => null)])
  expect(compareHeatTable(rows, ['p95'], 'absolute').rows()[0]?.[2]).toBeCloseTo(50, 9)
  expect(csvText(table.columns, table.rows())).toContain("'=1+1")
})

test('the picture has every row with its sign and its colour, and names are text', () => {
  const picture = compareHeatPicture({ rows, metrics: ['p95', 'p50'], unit: 'relative' }, 56, theme)
  const content = { table: () => ({ columns: [], rows: () => [] }), place: () => null }
  const svg = svgPicture(
    { ...content, picture: () => ({ ...picture, legend: [] }) },
    { title: 'Differences', scope: '' },
    theme,
  )
  expect(svg).toContain('✕ +50 %')
  expect(svg).not.toContain('<img')
  expect(svg).toContain('&lt;img')
})

test('of thousands as many are drawn as a picture has room for, and the rest is named', () => {
  const many = compareRows(
    sampleComparison(Array.from({ length: 1000 }, (_, at) => sampleEndpoint(`GET /${at}`, [sampleMetric('p95', 1)]))),
  )
  const { size } = compareHeatPicture({ rows: many, metrics: ['p95'], unit: 'relative' }, 56, theme)
  expect(size.heightPx).toBeLessThan(10_000)
})
