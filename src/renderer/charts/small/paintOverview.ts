/** A whole run in a strip: one percentile as a line on a log scale, failures as ticks below, hatching where it is not trusted. */
import type { TimelineView } from '../../../contract/methods/analysis.ts'
import { extentOf, fractionOf } from '../axis/scale.ts'
import { logScale } from '../axis/ticks.ts'
import { xOfSecond, type PlotSpan } from '../brushWindow.ts'
import type { ChartTheme } from '../chartTheme.ts'
import type { Size } from '../echartsParts.ts'
import { NOT_TRUSTED } from '../lanes/lane.ts'
import { hatchPath, spansWhere } from '../painting/hatch.ts'

const TICKS_PX = 5
const PADDING_PX = 3

/** p95, or what is nearest to it of what was asked for. */
export function overviewPercentile({
  percentiles,
}: Pick<TimelineView, 'percentiles'>): { p: number; ms: Float64Array } | null {
  return percentiles.toSorted((a, b) => Math.abs(a.p - 95) - Math.abs(b.p - 95))[0] ?? null
}

export function paintOverview(
  context: CanvasRenderingContext2D,
  timeline: TimelineView,
  plot: PlotSpan,
  { heightPx }: Size,
  theme: ChartTheme,
): void {
  const { window, t, stepS, trust, failedPerS } = timeline
  const x = (second: number) => xOfSecond(second, plot, window)
  const bottom = heightPx - TICKS_PX - PADDING_PX

  const values = overviewPercentile(timeline)?.ms ?? new Float64Array(0)
  const scale = logScale(extentOf([values], true))
  const y = (ms: number) => PADDING_PX + (1 - fractionOf(scale, ms)) * (bottom - PADDING_PX)
  for (const { from, to } of spansWhere(values.length, (index) => (values[index] ?? 0) > 0)) {
    const line = new Path2D()
    for (let index = from; index < to; index++) {
      const height = y(values[index] ?? 0)
      // From edge to edge of its step, so that a single one has a width.
      line.lineTo(x(t[index] ?? 0), height)
      line.lineTo(x((t[index] ?? 0) + stepS), height)
    }
    const area = new Path2D(line)
    area.lineTo(x((t[to - 1] ?? 0) + stepS), bottom)
    area.lineTo(x(t[from] ?? 0), bottom)
    context.fillStyle = context.strokeStyle = theme.colour('--p95')
    context.globalAlpha = 0.14
    context.fill(area)
    context.globalAlpha = 1
    context.lineWidth = 1
    context.stroke(line)
  }

  context.fillStyle = theme.colour('--fail')
  for (let index = 0; index < failedPerS.length; index++) {
    if (!((failedPerS[index] ?? 0) > 0)) continue
    const left = x(t[index] ?? 0)
    context.fillRect(left, heightPx - TICKS_PX, Math.max(1, x((t[index] ?? 0) + stepS) - left), TICKS_PX)
  }

  context.strokeStyle = theme.colour('--unknown')
  context.globalAlpha = 0.5
  for (const { from, to } of spansWhere(trust.length, (index) => trust[index] === NOT_TRUSTED)) {
    const leftPx = x(t[from] ?? 0)
    const widthPx = Math.max(1, x((t[to - 1] ?? 0) + stepS) - leftPx)
    context.stroke(new Path2D(hatchPath({ leftPx, topPx: 0, widthPx, heightPx })))
  }
  context.globalAlpha = 1
}
