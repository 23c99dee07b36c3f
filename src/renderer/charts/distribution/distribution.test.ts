import { describe, expect, test } from 'vitest'
import { createSvgChart } from '../echartsParts.ts'
import { plotOption } from '../painting/plotOption.ts'
import { blackTheme } from '../testing/plainTheme.ts'
import { barAt, distributionParts, paintBars, placeDistribution, type DistributionChart } from './distributionParts.ts'
import { xOfLatency } from './latencyAxis.ts'

const size = { widthPx: 900, heightPx: 300 }
const bars = [
  { fromMs: 10, toMs: 20, count: 1 },
  { fromMs: 20, toMs: 40, count: 1_000_000 },
  { fromMs: 40, toMs: 80, count: 0 },
]
const chart = (given: Partial<DistributionChart> = {}): DistributionChart => ({
  bars,
  markers: [],
  isLog: false,
  ...given,
})

function svgOf(one: DistributionChart): string {
  const svg = createSvgChart(size)
  svg.setOption(plotOption(distributionParts(one, placeDistribution(one, size, 0), blackTheme), blackTheme))
  const text = svg.renderToSVGString()
  svg.dispose()
  return text
}

describe('distribution', () => {
  test('counts begin at 0, or at a half where they are logarithms', () => {
    expect(placeDistribution(chart(), size, 0).counts).toEqual({ kind: 'linear', min: 0, max: 1_000_000 })
    expect(placeDistribution(chart({ isLog: true }), size, 0).counts).toEqual({ kind: 'log', min: 0.5, max: 1_000_000 })
  })

  test('a place is a bar, beside them it is none', () => {
    const place = placeDistribution(chart(), size, 0)
    expect(barAt(bars, place, xOfLatency(place, 15))).toBe(0)
    expect(barAt(bars, place, xOfLatency(place, 20.001))).toBe(1)
    expect(barAt(bars, place, place.box.leftPx)).toBeNull()
    expect(barAt([], place, 500)).toBeNull()
  })

  test('a marker beyond the data still has its place', () => {
    const place = placeDistribution(chart({ markers: [{ label: 'max', ms: 4000, color: '--max' }] }), size, 0)
    expect(place.latency.max).toBeGreaterThanOrEqual(4000)
    expect(xOfLatency(place, 0)).toBe(place.box.leftPx)
  })

  test('nothing is drawn of nothing, and hostile names are text', () => {
    expect(svgOf(chart({ bars: [] }))).toContain('<svg')
    const text = svgOf(chart({ markers: [{ label: '<script>x</script>', ms: 30, color: '--p95' }] }))
    expect(text).not.toContain('<script')
    expect(text).toContain('&lt;script')
  })

  test('a single request among a million is a pixel high, none is nothing', () => {
    const heights = paintBars(chart(), placeDistribution(chart(), size, 0), blackTheme).map((shape) =>
      shape.kind === 'rect' ? shape.box.heightPx : Number.NaN,
    )
    expect(heights).toHaveLength(2)
    expect(heights[0]).toBe(1)
  })
})
