/** Pictures as the screen draws them against the same as ECharts draws them for files. */
import type { ChartTheme } from '../../chartTheme.ts'
import { createChart, type ChartOption } from '../../echartsParts.ts'
import { cssColour } from '../../painting/cssColour.ts'

export const SIZE = { widthPx: 900, heightPx: 560 }
/** Of 3 × 255: below it are edges that two ways of drawing blur differently. */
const CLEARLY = 120

export const theme: ChartTheme = {
  font: 'sans-serif',
  colour: (name) => cssColour(getComputedStyle(document.documentElement).getPropertyValue(name) || name),
}

export function onScreen(draw: (context: CanvasRenderingContext2D) => void): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = SIZE.widthPx
  canvas.height = SIZE.heightPx
  const context = contextOf(canvas)
  context.fillStyle = theme.colour('--surface')
  context.fillRect(0, 0, SIZE.widthPx, SIZE.heightPx)
  draw(context)
  return context.getImageData(0, 0, SIZE.widthPx, SIZE.heightPx)
}

export function inFile(option: ChartOption): ImageData {
  const drawn = createChart(document.createElement('div'), SIZE)
  drawn.setOption(option)
  const canvas = drawn.renderToCanvas({ pixelRatio: 1, backgroundColor: theme.colour('--surface') })
  const picture = contextOf(canvas).getImageData(0, 0, SIZE.widthPx, SIZE.heightPx)
  drawn.dispose()
  return picture
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('This browser has no canvas.')
  return context
}

/** Share of pixels that are clearly another. */
export function unlike({ data: one }: ImageData, { data: other }: ImageData): number {
  let count = 0
  for (let at = 0; at < one.length; at += 4) {
    const by = [0, 1, 2].reduce((sum, part) => sum + Math.abs((one[at + part] ?? 0) - (other[at + part] ?? 0)), 0)
    if (by > CLEARLY) count++
  }
  return count / (one.length / 4)
}
