/** A chart as a file: drawn once more by an instance of its own, with its title, its scope and a legend above. */
import type { ChartTheme } from '../chartTheme.ts'
import { createChart, createSvgChart, type ChartOption, type Size } from '../echartsParts.ts'
import { paintedSeries, type Shape } from '../painting/shapes.ts'
import type { FrameContent, LegendEntry } from './frameContent.ts'

const HEAD_PX = 56
const PIXEL_RATIO = 2
const MARGIN_PX = 16

export interface PictureWords {
  title: string
  scope: string
}

/** Text of an SVG file. */
export function svgPicture(content: FrameContent, words: PictureWords, theme: ChartTheme): string {
  const { option, size } = framedPicture(content, words, theme)
  const chart = createSvgChart(size)
  try {
    chart.setOption(option)
    return chart.renderToSVGString()
  } finally {
    chart.dispose()
  }
}

/** A PNG with two pixels for each of the screen. */
export async function pngPicture(content: FrameContent, words: PictureWords, theme: ChartTheme): Promise<Blob> {
  const { option, size } = framedPicture(content, words, theme)
  const chart = createChart(document.createElement('div'), size)
  try {
    chart.setOption(option)
    const canvas = chart.renderToCanvas({ pixelRatio: PIXEL_RATIO, backgroundColor: theme.colour('--surface') })
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) =>
        blob === null ? reject(new Error('The picture is too large for this browser.')) : resolve(blob),
      ),
    )
  } finally {
    chart.dispose()
  }
}

function framedPicture(
  content: FrameContent,
  words: PictureWords,
  theme: ChartTheme,
): { option: ChartOption; size: Size } {
  const { option, size, legend } = content.picture(HEAD_PX)
  const head = paintedSeries('head', 9, headShapes(words, legend, size, theme), theme.font)
  const series = Array.isArray(option.series) ? option.series : []
  return { option: { ...option, backgroundColor: theme.colour('--surface'), series: [...series, head] }, size }
}

function headShapes({ title, scope }: PictureWords, legend: LegendEntry[], size: Size, theme: ChartTheme): Shape[] {
  const room = size.widthPx - 2 * MARGIN_PX
  const text = (y: number, words: string, color: string, sizePx: number, weight: number): Shape => ({
    kind: 'text',
    at: [MARGIN_PX, y],
    text: words,
    color: theme.colour(color),
    align: 'left',
    sizePx,
    weight,
    maxWidthPx: room,
  })
  const entries: Shape[] = []
  let x = MARGIN_PX
  for (const { name, color } of legend) {
    const width = 24 + name.length * 6.5
    if (x + width > size.widthPx - MARGIN_PX) break
    entries.push({ kind: 'rect', box: { leftPx: x, topPx: 47, widthPx: 10, heightPx: 3 }, fill: theme.colour(color) }, {
      ...text(48, name, '--text-2', 11, 400),
      at: [x + 14, 48.5],
    } as Shape)
    x += width
  }
  return [text(16, title, '--text', 13, 600), text(32, scope, '--text-3', 11, 400), ...entries]
}
