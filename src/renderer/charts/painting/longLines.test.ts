import { describe, expect, test } from 'vitest'
import { drawBars } from './drawBars.ts'
import { strokeLong } from './longStroke.ts'
import type { Box, Point } from './shapes.ts'

/** What a canvas is told: each stroke or fill with the points of its path, and each box. */
function canvas(dashes: number[] = []) {
  const drawn: { what: 'stroke' | 'fill' | 'box'; points: Point[]; dashOffset: number }[] = []
  let points: Point[] = []
  const add = (what: 'stroke' | 'fill') => () => void drawn.push({ what, points, dashOffset: context.lineDashOffset })
  const context = {
    lineDashOffset: 0,
    globalAlpha: 1,
    getLineDash: () => dashes,
    beginPath: () => void (points = []),
    moveTo: (x: number, y: number) => void points.push([x, y]),
    lineTo: (x: number, y: number) => void points.push([x, y]),
    stroke: add('stroke'),
    fill: add('fill'),
    fillRect: (x: number, y: number, width: number, height: number) =>
      void drawn.push({
        what: 'box',
        points: [
          [x, y],
          [x + width, y + height],
        ],
        dashOffset: 0,
      }),
  }
  return { drawn, context: context as unknown as CanvasRenderingContext2D }
}

const segments = (points: Point[]) => points.slice(1).map((point, index) => `${String(points[index])} ${String(point)}`)
const zigzag = (count: number): Point[] => Array.from({ length: count }, (_, index) => [index * 3, (index % 2) * 4])

describe('a long line in pieces', () => {
  test.each([2, 31, 32, 33, 34, 63, 64, 900])(
    '%d points: each segment is drawn, and each corner within a piece',
    (n) => {
      const { drawn, context } = canvas()
      const line = zigzag(n)
      strokeLong(context, line)
      expect([...new Set(drawn.flatMap(({ points }) => segments(points)))]).toEqual(segments(line))
      const corners = drawn.flatMap(({ points }) => points.slice(1, -1).map(String))
      expect(corners).toEqual(line.slice(1, -1).map(String))
      expect(Math.max(...drawn.map(({ points }) => points.length))).toBeLessThanOrEqual(32)
    },
  )

  test('where it is translucent nothing is drawn twice: pieces meet in the middle of a segment', () => {
    const { drawn, context } = canvas([5, 3])
    context.globalAlpha = 0.5
    const line = zigzag(40)
    strokeLong(context, line)
    const middle: Point = [30 * 3 + 1.5, 2]
    expect(drawn.map(({ points }) => points)).toEqual([
      [...line.slice(0, 31), middle],
      [middle, ...line.slice(31)],
    ])
    expect(drawn[1]?.dashOffset).toBe(30 * 5 + 2.5)
  })

  test('nothing is drawn over a gap, of a point alone, or of no point', () => {
    const { drawn, context } = canvas()
    const [from, to] = [zigzag(3), zigzag(6).slice(4)]
    strokeLong(context, [...from, [9, Number.NaN], [10, 10], [Number.POSITIVE_INFINITY, 1], ...to])
    expect(drawn.map(({ points }) => points)).toEqual([from, to])
    strokeLong(context, [])
    strokeLong(context, [[1, 1]])
    expect(drawn).toHaveLength(2)
  })

  test('dashes go on from piece to piece, and begin anew after a gap', () => {
    const { drawn, context } = canvas([5, 3])
    strokeLong(context, [...zigzag(40), [Number.NaN, 0], ...zigzag(2)])
    // Every segment is 5 px long; the second piece begins with the last segment of the first.
    expect(drawn.map(({ dashOffset }) => dashOffset)).toEqual([0, 30 * 5, 0])
    expect(drawn[1]?.points[0]).toEqual(zigzag(40)[30])
  })
})

describe('bars', () => {
  const bar = (leftPx: number, widthPx: number, heightPx = 10): Box => ({
    leftPx,
    topPx: 100 - heightPx,
    widthPx,
    heightPx,
  })

  test('that touch are one outline: up one side, down the other', () => {
    const { drawn, context } = canvas()
    drawBars(context, [bar(0, 2, 10), bar(2.001, 2, 30)])
    expect(drawn.map(({ what }) => what)).toEqual(['fill'])
    expect(drawn[0]?.points.map(([x, y]) => [Math.round(x), y])).toEqual([
      [0, 90],
      [2, 90],
      [2, 70],
      [4, 70],
      [4, 100],
      [2, 100],
      [2, 100],
      [0, 100],
    ])
  })

  test('that stand apart, or that overlap, are boxes', () => {
    const { drawn, context } = canvas()
    drawBars(context, [bar(0, 3), bar(4, 3), bar(5, 3), bar(20, 3)])
    expect(drawn.map(({ what, points: [from] }) => [what, from?.[0]])).toEqual([
      ['box', 0],
      ['box', 4],
      ['box', 5],
      ['box', 20],
    ])
    drawBars(context, [])
    expect(drawn).toHaveLength(4)
  })
})
