/** Shapes on a canvas of ours, as paintedSeries has ECharts draw them in files: nothing is built but the picture. */
import { drawBars } from './drawBars.ts'
import { strokeLong } from './longStroke.ts'
import { plainText } from './plainText.ts'
import { dashPattern, TEXT_SIZE_PX, type Box, type Dash, type Point, type Shape, type ShapeText } from './shapes.ts'

const ELLIPSIS = '…'

/** @param font family of texts */
export function drawShapes(context: CanvasRenderingContext2D, shapes: readonly Shape[], font: string): void {
  for (const shape of shapes) {
    context.save()
    draw(context, shape, font)
    context.restore()
  }
}

function draw(context: CanvasRenderingContext2D, shape: Shape, font: string): void {
  switch (shape.kind) {
    case 'rect': {
      const { leftPx, topPx, widthPx, heightPx } = shape.box
      context.globalAlpha = shape.opacity ?? 1
      context.fillStyle = shape.fill
      context.beginPath()
      if (shape.radiusPx === undefined) context.rect(leftPx, topPx, widthPx, heightPx)
      else context.roundRect(leftPx, topPx, widthPx, heightPx, shape.radiusPx)
      return context.fill()
    }
    case 'line':
      context.globalAlpha = shape.opacity ?? 1
      context.strokeStyle = shape.stroke
      context.lineWidth = shape.lineWidth
      context.setLineDash(dashes(shape.dash))
      return strokeLong(context, shape.points)
    case 'polygon':
      context.globalAlpha = shape.opacity ?? 1
      context.fillStyle = shape.fill
      trace(context, shape.points)
      return context.fill()
    case 'path': {
      const path = new Path2D(shape.data)
      context.globalAlpha = shape.opacity ?? 1
      if (shape.fill !== undefined) {
        context.fillStyle = shape.fill
        context.fill(path)
      }
      if (shape.stroke !== undefined) {
        context.strokeStyle = shape.stroke
        context.lineWidth = shape.lineWidth ?? 1
        context.stroke(path)
      }
      return
    }
    case 'bars':
      context.fillStyle = shape.fill
      return drawBars(context, shape.boxes)
    case 'dot':
      context.fillStyle = shape.fill
      context.beginPath()
      context.arc(shape.at[0], shape.at[1], shape.radiusPx, 0, 2 * Math.PI)
      return context.fill()
    case 'image': {
      const { leftPx, topPx, widthPx, heightPx } = shape.box
      // Enlarged, each of its pixels keeps its edges.
      context.imageSmoothingEnabled = false
      return context.drawImage(shape.image, leftPx, topPx, widthPx, heightPx)
    }
    case 'clipped':
      clipTo(context, shape.box)
      return drawShapes(context, shape.shapes, font)
    case 'text':
      return drawText(context, shape, font)
    default: {
      const unknown: never = shape
      throw new TypeError(`Unknown shape ${JSON.stringify(unknown)}`)
    }
  }
}

/** Until the context is restored. */
export function clipTo(
  context: CanvasRenderingContext2D,
  { leftPx, topPx, widthPx, heightPx }: Box,
  beyondPx = 0,
): void {
  context.beginPath()
  context.rect(leftPx - beyondPx, topPx - beyondPx, widthPx + 2 * beyondPx, heightPx + 2 * beyondPx)
  context.clip()
}

export function dashes(dash: Dash | undefined): number[] {
  const pattern = dashPattern(dash)
  return pattern === 'solid' ? [] : pattern
}

function trace(context: CanvasRenderingContext2D, points: readonly Point[]): void {
  context.beginPath()
  for (const [x, y] of points) context.lineTo(x, y)
}

function drawText(context: CanvasRenderingContext2D, shape: ShapeText, font: string): void {
  const { at, color, align, baseline = 'middle', maxWidthPx, halo, weight = 400, sizePx = TEXT_SIZE_PX } = shape
  context.font = `${weight} ${sizePx}px ${font}`
  context.textAlign = align
  context.textBaseline = 'middle'
  const line = plainText(shape.text)
  const text = maxWidthPx === undefined ? line : cutToFit(context, line, maxWidthPx)
  const y = at[1] + (baseline === 'top' ? sizePx / 2 : baseline === 'bottom' ? -sizePx / 2 : 0)
  if (halo !== undefined) {
    context.strokeStyle = halo
    context.lineWidth = 3
    context.lineJoin = 'round'
    context.strokeText(text, at[0], y)
  }
  context.fillStyle = color
  context.fillText(text, at[0], y)
}

/** As much of it as there is room for, with an ellipsis; nothing where not even that fits. */
export function cutToFit(
  context: Pick<CanvasRenderingContext2D, 'measureText'>,
  text: string,
  widthPx: number,
): string {
  const fits = (line: string): boolean => context.measureText(line).width <= widthPx
  if (fits(text)) return text
  if (!fits(ELLIPSIS)) return ''
  const characters = Array.from(text)
  let [least, most] = [0, characters.length - 1]
  while (least < most) {
    const middle = Math.ceil((least + most) / 2)
    if (fits(characters.slice(0, middle).join('') + ELLIPSIS)) least = middle
    else most = middle - 1
  }
  return characters.slice(0, least).join('') + ELLIPSIS
}
