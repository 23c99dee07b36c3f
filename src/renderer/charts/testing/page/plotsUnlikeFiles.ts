/** Heatmap, spectrum and distribution as the screen draws them against the same as ECharts draws them for files. */
import type { DistributionView, HeatmapView } from '../../../../contract/methods/analysis.ts'
import { distributionParts, placeDistribution } from '../../distribution/distributionParts.ts'
import { layoutHeat, type HeatChart } from '../../heat/heatChart.ts'
import { HEAT_TOKENS, heatRamp } from '../../heat/heatColours.ts'
import { cellsCanvas, heatCanvas, heatPixels } from '../../heat/heatImage.ts'
import { heatParts } from '../../heat/heatParts.ts'
import { heatValues } from '../../heat/heatValues.ts'
import { drawPlot } from '../../painting/drawPlot.ts'
import { plotOption } from '../../painting/plotOption.ts'
import type { PlotParts } from '../../painting/plotParts.ts'
import { placeSpectrum, spectrumParts } from '../../spectrum/spectrumParts.ts'
import { timelineOf } from '../timeline.ts'
import { inFile, onScreen, SIZE, theme, unlike } from './unlike.ts'

/**
 * Share of pixels that are clearly another, by chart.
 * @param isWithoutLines on the screen alone
 */
export function plotsUnlikeFiles(isWithoutLines = false): Record<string, number> {
  return Object.fromEntries(
    Object.entries(plots()).map(([name, { screen, file }]) => {
      const seen = isWithoutLines ? { ...screen, lines: [] } : screen
      return [
        name,
        unlike(
          onScreen((context) => drawPlot(context, seen, theme)),
          inFile(plotOption(file, theme)),
        ),
      ]
    }),
  )
}

function plots(): Record<string, { screen: PlotParts; file: PlotParts }> {
  const same = (parts: PlotParts) => ({ screen: parts, file: parts })
  const bars = distributionOf(1).bars
  const distribution = { bars, markers: [{ label: 'p95', ms: 180, color: '--p95' }], isLog: true }
  const spectrum = {
    series: [
      { name: 'response time', color: '--candidate', dashed: false, distribution: distributionOf(1.4) },
      { name: 'service time', color: '--baseline', dashed: true, distribution: distributionOf(1) },
    ],
    limits: [{ p: 95, ms: 300, level: 'maximum' as const, label: 'p95' }],
    gap: { upper: 0, lower: 1, label: 'queueing', color: '--phase-lag' },
    isLog: true,
  }
  return {
    heatmap: heatOf(),
    spectrum: same(spectrumParts(spectrum, placeSpectrum(spectrum, SIZE, 0), theme)),
    distribution: same(distributionParts(distribution, placeDistribution(distribution, SIZE, 0), theme)),
  }
}

/** The screen enlarges its cells itself; files are given them enlarged. */
function heatOf(): { screen: PlotParts; file: PlotParts } {
  const [columns, rows, steps] = [120, 30, 300]
  const heatmap: HeatmapView = {
    window: { fromS: 0, toS: 600 },
    stepS: 5,
    columns,
    rows,
    edgesMs: Float64Array.from({ length: rows + 1 }, (_, row) => 10 ** (1 + row / 10)),
    counts: Uint32Array.from({ length: columns * rows }, (_, cell) => (cell % rows < 22 ? (cell * 37) % 90 : 0)),
    failed: Uint32Array.from({ length: columns }, (_, column) => (column % 9 < 6 ? column % 7 : 0)),
  }
  const wave = (height: number) => Float64Array.from({ length: steps }, (_, at) => height * (1.5 + Math.sin(at / 9)))
  const percentiles = timelineOf(
    steps,
    {
      percentiles: [50, 95].map((p) => ({ p, ms: wave(p) })),
      trust: Uint8Array.from({ length: steps }, (_, at) => (at % 60 < 9 ? 2 : 0)),
    },
    2,
  )
  const values = heatValues(heatmap, 'count')
  const chart: HeatChart = {
    heatmap,
    by: 'count',
    values,
    limits: [{ ms: 200, level: 'target', label: 'p95' }],
    percentiles,
    trust: percentiles,
    bars: distributionOf(1).bars,
    clockFromUnixMs: null,
  }
  const ramp = heatRamp(HEAT_TOKENS.map((token) => theme.colour(token)))
  const pixels = heatPixels(heatmap, values, 'count', ramp)
  const layout = layoutHeat(SIZE, { bars: true, percentiles: true })
  const { widthPx, heightPx } = layout.cells
  return {
    screen: heatParts(chart, layout, cellsCanvas(heatmap, pixels), theme),
    file: heatParts(chart, layout, heatCanvas(heatmap, pixels, widthPx, heightPx), theme),
  }
}

function distributionOf(slower: number): DistributionView {
  const spectrum = [0, 50, 75, 90, 95, 99, 99.9].map((p) => ({
    p,
    ms: slower * (20 + 3 * p),
    above: Math.round(100_000 * (1 - p / 100)),
  }))
  return {
    count: 100_000,
    minMs: 20,
    meanMs: 80,
    maxMs: 900 * slower,
    spectrum: [...spectrum, { p: 100, ms: 900 * slower, above: 0 }],
    bars: Array.from({ length: 40 }, (_, at) => ({
      fromMs: 10 * 1.1 ** at,
      toMs: 10 * 1.1 ** (at + 1),
      count: (at * 131) % 977,
    })),
  }
}
