import { describe, expect, test } from 'vitest'
import type { DistributionView } from '../../../contract/methods/analysis.ts'
import { createSvgChart } from '../echartsParts.ts'
import { plotOption } from '../painting/plotOption.ts'
import { blackTheme, plainTheme } from '../testing/plainTheme.ts'
import { spectrumCurve, spectrumEnd, spectrumScale, staircase, type SpectrumChart } from './spectrumChart.ts'
import { gapMs, paintGap } from './spectrumGap.ts'
import { limitLabelBox, placeSpectrum, pointOf, spectrumParts, ticksThatFit } from './spectrumParts.ts'
import { spectrumLegend, spectrumReadings, spectrumSteps, spectrumTable } from './spectrumReadings.ts'

const size = { widthPx: 900, heightPx: 360 }
const distribution: DistributionView = {
  count: 1000,
  minMs: 12,
  meanMs: 40,
  maxMs: 1840,
  spectrum: [
    { p: 0, ms: 12, above: 1000 },
    { p: 50, ms: 30, above: 500 },
    { p: 90, ms: 80, above: 100 },
    { p: 99, ms: 240, above: 10 },
    { p: 100, ms: 1840, above: 0 },
  ],
  bars: [],
}
const nothing: DistributionView = { count: 0, minMs: null, meanMs: null, maxMs: null, spectrum: [], bars: [] }

function chartOf(given: Partial<SpectrumChart> = {}): SpectrumChart {
  return {
    series: [{ name: 'GET /', color: '--p95', dashed: false, distribution }],
    limits: [],
    gap: null,
    isLog: true,
    ...given,
  }
}

describe('curve', () => {
  test('it is solid while ten are above, and ends at the largest of so many', () => {
    expect(spectrumCurve(distribution)).toEqual({
      solid: [
        [0, 12],
        [expect.closeTo(0.30103, 5), 30],
        [1, 80],
        [2, 240],
      ],
      largest: [3, 1840],
    })
    expect(spectrumCurve(nothing)).toEqual({ solid: [], largest: null })
  })

  test('the axes reach to the largest and to every limit', () => {
    const limits = [{ p: 99.99, ms: 5000, level: 'maximum' as const, label: 'p99.99' }]
    expect(spectrumEnd(chartOf())).toBeCloseTo(3.08)
    expect(spectrumEnd(chartOf({ limits }))).toBeCloseTo(4.08)
    expect(spectrumScale(chartOf({ limits }), 5)).toEqual({ kind: 'log', min: 10, max: 5000 })
    expect(spectrumScale(chartOf({ isLog: false }), 5)).toEqual({ kind: 'linear', min: 0, max: 2000 })
  })
})

test('limits of a level are a staircase in the order of their percentiles', () => {
  const limits = [
    { p: 99, ms: 900, level: 'maximum' as const, label: 'p99' },
    { p: 90, ms: 300, level: 'maximum' as const, label: 'p90' },
    { p: 50, ms: 100, level: 'target' as const, label: 'p50' },
  ]
  expect(staircase(limits, 'maximum', 3)).toEqual([
    [0, 300],
    [1, 300],
    [1, 900],
    [2, 900],
  ])
  expect(staircase([], 'target', 3)).toEqual([])
  expect(staircase([{ p: 100, ms: 5, level: 'target', label: 'max' }], 'target', 3)).toEqual([
    [0, 5],
    [3, 5],
  ])
})

describe('between two curves', () => {
  const service: DistributionView = {
    ...distribution,
    spectrum: [
      { p: 0, ms: 12, above: 1000 },
      { p: 50, ms: 20, above: 500 },
      // Rounded to three digits, a hair above.
      { p: 90, ms: 80.04, above: 100 },
      { p: 100, ms: 90, above: 0 },
    ],
  }
  const gap = { upper: 0, lower: 1, label: 'queueing hidden by coordinated omission', color: '--phase-lag' }
  const chart = chartOf({
    series: [...chartOf().series, { name: 'service', color: '--p50', dashed: true, distribution: service }],
    gap,
  })
  const painted = (one: SpectrumChart) => {
    const place = placeSpectrum(one, size, 0)
    return { place, shapes: paintGap(one, place.box, (point) => pointOf(place, point), plainTheme) }
  }

  test('it is the difference where both can be told, never less than 0, and nothing elsewhere', () => {
    expect([0, 50, 90, 99, 100, 42].map((p) => gapMs(chart, p))).toEqual([0, 10, 0, null, null, null])
    expect(gapMs({ ...chart, gap: null }, 50)).toBeNull()
    expect(gapMs({ ...chart, gap: { ...gap, lower: 7 } }, 50)).toBeNull()
  })

  test('it is shaded from curve to curve', () => {
    const { place, shapes } = painted(chart)
    const [polygon] = shapes
    expect(polygon).toMatchObject({ kind: 'polygon', fill: '--phase-lag' })
    if (polygon?.kind !== 'polygon') throw new Error('There is no polygon')
    expect(polygon.points).toHaveLength(6)
    expect(polygon.points[1]).toEqual(pointOf(place, [Math.log10(2), 30]))
    expect(polygon.points[4]).toEqual(pointOf(place, [Math.log10(2), 20]))
    expect(painted({ ...chart, gap: null }).shapes).toEqual([])
    const none = { ...chart, series: chart.series.map((one) => ({ ...one, distribution: nothing })) }
    expect(painted(none).shapes).toEqual([])
  })

  test('its name stands between the curves, in two lines where one is too long, and nowhere without room', () => {
    const percentiles = [0, 50, 75, 90, 95, 99, 99.9]
    const flat = (ms: number): DistributionView => ({
      ...distribution,
      spectrum: percentiles.map((p) => ({ p, ms, above: 10 })),
    })
    const apart = (upperMs: number, lowerMs: number): SpectrumChart => ({
      ...chart,
      series: [upperMs, lowerMs].map((ms) => ({ ...chart.series[0]!, distribution: flat(ms) })),
    })
    const textsOf = (one: SpectrumChart, at = size) => {
      const place = placeSpectrum(one, at, 0)
      const shapes = paintGap(one, place.box, (point) => pointOf(place, point), plainTheme)
      return shapes.flatMap((shape) => (shape.kind === 'text' ? [shape] : []))
    }
    const [label] = textsOf(apart(900, 20))
    expect(label?.text).toBe(gap.label)
    const place = placeSpectrum(apart(900, 20), size, 0)
    expect(label?.at[1]).toBeGreaterThan(pointOf(place, [1, 900])[1])
    expect(label?.at[1]).toBeLessThan(pointOf(place, [1, 20])[1])
    const lines = textsOf(apart(900, 20), { ...size, widthPx: 360 })
    expect(lines.map(({ text }) => text)).toEqual(['queueing hidden by', 'coordinated omission'])
    expect(textsOf(apart(21, 20))).toEqual([])
  })

  test('it is read, in the legend and in the table like a series', () => {
    expect(spectrumReadings(chart, 50).readings.map(({ text }) => text)).toEqual([
      '30.0 ms · 500 of 1,000 slower',
      '20.0 ms · 500 of 1,000 slower',
      '10.0 ms',
    ])
    expect(spectrumReadings(chart, 99).readings.at(-1)).toEqual({ name: gap.label, text: null })
    expect(spectrumLegend(chart).map(({ look }) => look)).toEqual(['solid', 'dashed', 'shaded'])
    const table = spectrumTable(chart)
    expect(table.columns).toEqual(['Percentile', 'GET / (ms)', 'service (ms)', `${gap.label} (ms)`])
    expect(table.rows()[1]).toEqual(['p50', 30, 20, 10])
    expect(table.rows()[3]).toEqual(['p99', 240, null, null])
    expect(table.rows().at(-1)).toEqual(['max', 1840, 1840, null])
  })
})

test('names of percentiles do not touch', () => {
  expect(ticksThatFit(5, 900).map(({ p }) => p)).toEqual([0, 50, 75, 90, 95, 99, 99.9, 99.99, 99.999])
  const narrow = ticksThatFit(5, 200)
  for (let index = 1; index < narrow.length; index++) {
    const gap = ((narrow[index]?.nines ?? 0) - (narrow[index - 1]?.nines ?? 0)) / 5
    expect(gap * 200).toBeGreaterThanOrEqual(44)
  }
})

describe('the label of a limit', () => {
  const plot = { leftPx: 50, topPx: 20, widthPx: 400, heightPx: 200 }
  const target = limitLabelBox([220, 60], 90, plot, [])

  test('stands over the end of its step, under it at the top', () => {
    expect(target).toMatchObject({ leftPx: 126, topPx: 46 })
    expect(limitLabelBox([300, 24], 90, plot, [])).toMatchObject({ leftPx: 206, topPx: 26 })
    expect(limitLabelBox([80, 60], 90, plot, []).leftPx).toBe(54)
  })

  test('gives way to one that is there: right of its step at last, and nowhere beyond the plot', () => {
    expect(limitLabelBox([230, 64], 90, plot, [target])).toMatchObject({ leftPx: 136, topPx: 66 })
    expect(limitLabelBox([230, 40], 90, plot, [{ ...plot, widthPx: 180 }])).toMatchObject({ leftPx: 236, topPx: 34 })
    expect(limitLabelBox([440, 60], 90, plot, [plot])).toMatchObject({ leftPx: 346, topPx: 46 })
  })
})

test('a percentile is read with what is above it; where none can be told, with nothing', () => {
  const few = { name: 'few', color: '--p50', dashed: true, distribution: { ...distribution, count: 20, spectrum: [] } }
  const chart = chartOf({ series: [...chartOf().series, few] })
  expect(spectrumSteps(chart)).toEqual([0, 50, 90, 99])
  const { at, readings } = spectrumReadings(chart, 99)
  expect(at).toBe('p99 · 1 in 100')
  expect(readings.map(({ text }) => text)).toEqual(['240 ms · 10 of 1,000 slower', null])
})

test('hostile names of limits are text; nothing at all is drawn as such', () => {
  for (const chart of [
    chartOf({ limits: [{ p: 95, ms: 300, level: 'maximum', label: '<script>alert(1)</script>' }] }),
    chartOf({ series: [] }),
    chartOf({ series: [{ name: '__proto__', color: 'constructor', dashed: true, distribution: nothing }] }),
  ]) {
    const svg = createSvgChart(size)
    svg.setOption(plotOption(spectrumParts(chart, placeSpectrum(chart, size, 0), blackTheme), blackTheme))
    expect(svg.renderToSVGString()).not.toContain('<script')
    svg.dispose()
  }
})

test('curves that end alike say so once', () => {
  const other = {
    ...distribution,
    maxMs: 2400,
    spectrum: distribution.spectrum.with(-1, { p: 100, ms: 2400, above: 0 }),
  }
  const ends = (service: DistributionView) => {
    const chart = chartOf({
      series: [distribution, service].map((each, index) => ({
        name: ['response time', 'service time'][index]!,
        color: '--p95',
        dashed: index === 1,
        distribution: each,
      })),
    })
    const { above } = spectrumParts(chart, placeSpectrum(chart, size, 0), plainTheme)
    return above.flatMap((shape) => (shape.kind === 'text' && /^(max |n=)/.test(shape.text) ? [shape.text] : []))
  }
  expect(ends(distribution)).toEqual(['max 1.84 s', 'n=1,000'])
  expect(ends(other)).toEqual(['max 1.84 s', 'n=1,000', 'max 2.40 s', 'n=1,000'])
})
