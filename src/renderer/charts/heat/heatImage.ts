/** The cells of a heatmap as an image: one pixel a cell, then enlarged without blurring to the pixels of the screen. */
import type { HeatmapView } from '../../../contract/methods/analysis.ts'
import type { Rgb } from '../painting/cssColour.ts'
import { packed } from './heatColours.ts'
import { heatFraction, rampStep, type HeatBy, type HeatValues } from './heatValues.ts'

/**
 * Pixels from the top left; high latencies are at the top. An empty cell is transparent: the ground shows.
 *
 * @returns columns × rows pixels of ImageData, as 32-bit values
 */
export function heatPixels(
  heatmap: HeatmapView,
  values: HeatValues,
  by: HeatBy,
  ramp: readonly Rgb[],
): Uint32Array<ArrayBuffer> {
  const { columns, rows } = heatmap
  const colours = Uint32Array.from(ramp, packed)
  const pixels = new Uint32Array(columns * rows)
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) {
      const value = values.values[column * rows + row] ?? 0
      if (value <= 0) continue
      pixels[(rows - 1 - row) * columns + column] = colours[rampStep(heatFraction(value, values, by))] ?? 0
    }
  }
  return pixels
}

/** A pixel a cell. */
export function cellsCanvas(
  { columns, rows }: Pick<HeatmapView, 'columns' | 'rows'>,
  pixels: Uint32Array<ArrayBuffer>,
): HTMLCanvasElement {
  const { canvas, context } = canvasOf(columns, rows)
  context.putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), columns, rows), 0, 0)
  return canvas
}

/** @param widthPx, heightPx of the result: pixels of the device, so that every cell has sharp edges */
export function heatCanvas(
  cells: Pick<HeatmapView, 'columns' | 'rows'>,
  pixels: Uint32Array<ArrayBuffer>,
  widthPx: number,
  heightPx: number,
): HTMLCanvasElement {
  const enlarged = canvasOf(Math.max(1, Math.round(widthPx)), Math.max(1, Math.round(heightPx)))
  enlarged.context.imageSmoothingEnabled = false
  enlarged.context.drawImage(cellsCanvas(cells, pixels), 0, 0, enlarged.canvas.width, enlarged.canvas.height)
  return enlarged.canvas
}

function canvasOf(width: number, height: number): { canvas: HTMLCanvasElement; context: CanvasRenderingContext2D } {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('The browser gives no canvas to draw the heatmap on.')
  return { canvas, context }
}
