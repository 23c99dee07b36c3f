/**
 * What charts draw themselves, as plain data in pixels of the chart: one custom series paints a list of them. So they are
 * in pictures and SVG files, too, and tests can look at them.
 */
import type { CustomSeriesOption } from 'echarts/charts'
import { plainText } from './plainText.ts'

export type Point = [xPx: number, yPx: number]
export type Dash = 'solid' | 'dashed' | 'dotted'

export interface Box {
  leftPx: number
  topPx: number
  widthPx: number
  heightPx: number
}

interface Stroke {
  stroke: string
  lineWidth: number
  dash?: Dash
}

export type Shape =
  | { kind: 'rect'; box: Box; fill: string; opacity?: number; radiusPx?: number }
  | ({ kind: 'line'; points: Point[]; opacity?: number } & Stroke)
  | { kind: 'polygon'; points: Point[]; fill: string; opacity?: number }
  /** Many small figures at once, as the data of an SVG path: one element, whatever their number. */
  | { kind: 'path'; data: string; fill?: string; stroke?: string; lineWidth?: number; opacity?: number }
  /** Many, in one colour: one element, whatever their number. From the left to the right. */
  | { kind: 'bars'; boxes: Box[]; fill: string }
  | { kind: 'dot'; at: Point; radiusPx: number; fill: string }
  | { kind: 'image'; box: Box; image: HTMLCanvasElement }
  /** Of others, only what is inside of the box. */
  | { kind: 'clipped'; box: Box; shapes: Shape[] }
  | ShapeText

export interface ShapeText {
  kind: 'text'
  at: Point
  text: string
  color: string
  align: 'left' | 'right' | 'center'
  baseline?: 'top' | 'middle' | 'bottom'
  /** Longer texts are cut with an ellipsis. */
  maxWidthPx?: number
  /** Colour of the ground behind it, so that lines do not run through the letters. */
  halo?: string
  weight?: number
  sizePx?: number
}

export const TEXT_SIZE_PX = 11

type RenderItem = NonNullable<CustomSeriesOption['renderItem']>
type Element = Exclude<ReturnType<RenderItem>, null | undefined>

/** A series that paints shapes at a depth: below the lines of the chart (1) or above them (4). */
export function paintedSeries(id: string, z: number, shapes: Shape[], font: string): CustomSeriesOption {
  return {
    type: 'custom',
    id,
    z,
    coordinateSystem: 'none',
    silent: true,
    animation: false,
    data: [0],
    renderItem: () => ({
      type: 'group',
      // Other shapes each time: matching them with the old ones would leave styles of these behind.
      $mergeChildren: false,
      children: shapes.map((shape) => element(shape, font)),
    }),
  } as CustomSeriesOption
}

function element(shape: Shape, font: string): Element {
  switch (shape.kind) {
    case 'rect': {
      const { leftPx: x, topPx: y, widthPx: width, heightPx: height } = shape.box
      return {
        type: 'rect',
        shape: { x, y, width, height, r: shape.radiusPx ?? 0 },
        style: { fill: shape.fill, opacity: shape.opacity ?? 1 },
      }
    }
    case 'line':
      return {
        type: 'polyline',
        shape: { points: shape.points },
        style: {
          fill: 'none',
          stroke: shape.stroke,
          lineWidth: shape.lineWidth,
          lineDash: dashPattern(shape.dash),
          opacity: shape.opacity ?? 1,
        },
      }
    case 'polygon':
      return {
        type: 'polygon',
        shape: { points: shape.points },
        style: { fill: shape.fill, opacity: shape.opacity ?? 1 },
      }
    case 'path':
      return {
        type: 'path',
        shape: { pathData: shape.data },
        style: {
          fill: shape.fill ?? 'none',
          ...(shape.stroke === undefined ? {} : { stroke: shape.stroke, lineWidth: shape.lineWidth ?? 1 }),
          opacity: shape.opacity ?? 1,
        },
      }
    case 'bars':
      return { type: 'path', shape: { pathData: shape.boxes.map(boxPath).join('') }, style: { fill: shape.fill } }
    case 'dot':
      return {
        type: 'circle',
        shape: { cx: shape.at[0], cy: shape.at[1], r: shape.radiusPx },
        style: { fill: shape.fill },
      }
    case 'image': {
      const { leftPx: x, topPx: y, widthPx: width, heightPx: height } = shape.box
      return { type: 'image', style: { image: shape.image, x, y, width, height } }
    }
    case 'clipped': {
      const { leftPx: x, topPx: y, widthPx: width, heightPx: height } = shape.box
      return {
        type: 'group',
        children: shape.shapes.map((one) => element(one, font)),
        clipPath: { type: 'rect', shape: { x, y, width, height } },
      } as Element
    }
    case 'text':
      return textElement(shape, font)
    default: {
      const unknown: never = shape
      throw new TypeError(`Unknown shape ${JSON.stringify(unknown)}`)
    }
  }
}

function boxPath({ leftPx, topPx, widthPx, heightPx }: Box): string {
  return `M${px(leftPx)} ${px(topPx)}h${px(widthPx)}v${px(heightPx)}h${px(-widthPx)}Z`
}

function px(value: number): number {
  return Math.round(value * 100) / 100
}

function textElement(shape: ShapeText, font: string): Element {
  const sizePx = shape.sizePx ?? TEXT_SIZE_PX
  return {
    type: 'text',
    style: {
      text: plainText(shape.text),
      x: shape.at[0],
      y: shape.at[1],
      fill: shape.color,
      font: `${shape.weight ?? 400} ${sizePx}px ${font}`,
      align: shape.align,
      verticalAlign: shape.baseline ?? 'middle',
      ...(shape.maxWidthPx === undefined ? {} : { width: shape.maxWidthPx, overflow: 'truncate', ellipsis: '…' }),
      ...(shape.halo === undefined ? {} : { stroke: shape.halo, lineWidth: 3 }),
    },
  }
}

/** Strokes and gaps in pixels. */
export function dashPattern(dash: Dash | undefined): number[] | 'solid' {
  switch (dash) {
    case 'dashed':
      return [5, 3]
    case 'dotted':
      return [1.5, 2.5]
    default:
      return 'solid'
  }
}
