import { describe, expect, test } from 'vitest'
import { createSvgChart } from '../echartsParts.ts'
import type { Shape } from '../painting/shapes.ts'
import { blackTheme, plainTheme } from '../testing/plainTheme.ts'
import { paintShift } from './paintShift.ts'
import { placeShift, pointOf, stateOf, valueOf, type ShiftChart, type ShiftStep } from './shiftChart.ts'
import { shiftPicture } from './shiftOption.ts'
import { shiftReading, shiftSentence, shiftTable } from './shiftReadings.ts'

const size = { widthPx: 900, heightPx: 360 }
const threshold = { low: 1 / 1.05, high: 1.05 }

function step(percentile: number, ratio: number, more: Partial<ShiftStep> = {}): ShiftStep {
  const band = { low: ratio * 0.98, high: ratio * 1.02 }
  return { percentile, baselineMs: 100, candidateMs: 100 * ratio, ratio, band, threshold, ...more }
}

const chart: ShiftChart = {
  steps: [step(1, 1), step(50, 0.8), step(90, 1), step(99, 1.5), step(99.9, 2)],
  unit: 'percent',
}

test('worse and better are what is beyond chance and beyond what matters', () => {
  expect(stateOf(step(50, 1.2))).toBe('slower')
  expect(stateOf(step(50, 0.8))).toBe('faster')
  // Real, but too small to matter; large, but within chance; nobody knows.
  expect(stateOf(step(50, 1.03, { band: { low: 1.02, high: 1.04 } }))).toBe('same')
  expect(stateOf(step(50, 1.5, { band: { low: 0.9, high: 2 } }))).toBe('same')
  expect(stateOf(step(50, 1.5, { band: null }))).toBe('unknown')
  expect(stateOf(step(50, 1.03, { threshold: null }))).toBe('slower')
})

describe('axis', () => {
  test('a change is in % or in ms', () => {
    expect(valueOf({ unit: 'percent' }, step(50, 1.2), 1.2)).toBeCloseTo(20)
    expect(valueOf({ unit: 'ms' }, step(50, 1.2, { baselineMs: 400 }), 1.2)).toBeCloseTo(80)
  })

  test('the curve fits; a band that says nearly nothing does not flatten it', () => {
    const { scale } = placeShift({ ...chart, steps: [step(50, 1.1, { band: { low: 0.01, high: 90 } })] }, size, 0)
    expect(scale.max).toBeGreaterThanOrEqual(10)
    expect(scale.max).toBeLessThan(50)
    expect(placeShift({ steps: [], unit: 'ms' }, size, 0).scale.max).toBeGreaterThan(0)
  })

  test('each nine takes the same room', () => {
    const place = placeShift(chart, size, 0)
    const x = (nines: number): number => pointOf(place, [nines, 0])[0]
    expect(x(2) - x(1)).toBeCloseTo(x(3) - x(2))
  })
})

test('worse is told from better by more than colour: other marks, other strokes', () => {
  const shapes = paintShift(chart, placeShift(chart, size, 0), plainTheme)
  const paths = (fill: string): Shape[] => shapes.filter((shape) => shape.kind === 'path' && shape.fill === fill)
  expect(paths('--fail')).toHaveLength(2)
  expect(paths('--met')).toHaveLength(1)
  expect(shapes.filter((shape) => shape.kind === 'dot')).toHaveLength(2)
  const strokes = shapes.flatMap((shape) => (shape.kind === 'clipped' ? shape.shapes : []))
  const dense = (stroke: string): number => {
    const path = strokes.find((shape) => shape.kind === 'path' && shape.stroke === stroke)
    return path?.kind === 'path' ? path.data.split('M').length : 0
  }
  expect(dense('--fail')).toBeGreaterThan(10)
  expect(dense('--met')).toBeGreaterThan(2)
})

test('it is read in words and as a table', () => {
  const reading = shiftReading(chart, chart.steps[3]!)
  expect(reading).toMatchObject({ at: 'p99 · 1 in 100', values: '100 ms → 150 ms', change: '+50 % (+47 % … +53 %)' })
  expect(shiftSentence(reading)).toBe('p99 · 1 in 100. 100 ms → 150 ms, +50 % (+47 % … +53 %), slower.')
  expect(shiftReading({ ...chart, unit: 'ms' }, step(50, 0.8, { band: null })).change).toBe('−20.0 ms')
  const table = shiftTable(chart)
  const [first] = table.rows()
  expect(table.columns).toHaveLength(first!.length)
  expect(first!.slice(0, 4)).toEqual(['p1', 100, 100, 1])
})

test('it is drawn with anything, and with nothing', () => {
  for (const steps of [[], [step(50, 1)], chart.steps, [step(50, 1, { band: null, threshold: null }), step(99, 1)]]) {
    const own: ShiftChart = { steps, unit: 'ms' }
    const svg = createSvgChart(size)
    svg.setOption(shiftPicture(own, placeShift(own, size, 0), blackTheme).option)
    expect(svg.renderToSVGString()).not.toContain('NaN')
    svg.dispose()
  }
})
