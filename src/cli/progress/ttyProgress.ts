/**
 * The display redrawn in place: what is above it in the terminal stays, and so does its last picture. At most four drawings a
 * second, each written at once and over the one before, so that nothing flickers.
 */
import stringWidth from 'string-width'
import { newDisplayState, withTick, type DisplayState } from './displayState.ts'
import type { Progress, ProgressOptions } from './progress.ts'
import { renderFrame } from './renderFrame.ts'
import { restoreOnExit } from './restoreOnExit.ts'
import { shown } from './spans.ts'
import { listenToKeys } from './stopKeys.ts'

const DRAW_EVERY_MS = 250
const HIDE_CURSOR = '\u001b[?25l'
const SHOW_CURSOR = '\u001b[?25h'
const CLEAR_TO_LINE_END = '\u001b[K'
const CLEAR_BELOW = '\u001b[J'

export function createTtyProgress(options: ProgressOptions): Progress {
  const { stream, colour, unicode, columns, head, keys, now = Date.now } = options
  const stopKeys = keys ? listenToKeys(keys.stdin, () => keys.stop()) : null
  let state: DisplayState = newDisplayState(head, stopKeys !== null)
  /** Widths of the lines that stand in the terminal. */
  let drawn: number[] = []
  let drawnAtMs = -Infinity
  let pending: NodeJS.Timeout | null = null
  let heardAtMs = now()
  let stopAtMs: number | null = null

  /** To the first line of what is drawn; a narrower window has wrapped its lines. */
  const goToTop = (): string => {
    const width = Math.max(1, columns())
    const rows = drawn.reduce((sum, lineWidth) => sum + Math.max(1, Math.ceil(lineWidth / width)), 0)
    return rows > 0 ? `\r\u001b[${rows}A` : '\r'
  }

  function draw(before: readonly string[] = []): void {
    if (pending) clearTimeout(pending)
    pending = null
    drawnAtMs = now()
    const rows = stream.rows ?? Infinity
    // The last column is left alone: terminals differ in what they do after it. So is the last row, for the cursor.
    const lines = renderFrame(state, { columns: Math.max(1, columns() - 1), colour, unicode })
    const frame = lines.slice(0, Math.max(1, rows - 1))
    const text = [...before, ...frame].map((line) => `${line}${CLEAR_TO_LINE_END}\n`).join('')
    stream.write(goToTop() + text + CLEAR_BELOW)
    drawn = frame.map((line) => stringWidth(line))
  }

  function drawSoon(): void {
    if (state.ended) return
    const waitMs = drawnAtMs + DRAW_EVERY_MS - now()
    if (waitMs <= 0) draw()
    else pending ??= setTimeout(draw, waitMs)
  }

  const clock = setInterval(() => {
    state = {
      ...state,
      silentS: Math.floor((now() - heardAtMs) / 1000),
      stoppingS: stopAtMs === null ? null : Math.max(0, Math.ceil((stopAtMs - now()) / 1000)),
    }
    drawSoon()
  }, 1000)
  clock.unref()

  const restore = restoreOnExit(() => {
    stopKeys?.end()
    stream.write(SHOW_CURSOR)
  })
  stream.on?.('resize', drawSoon)
  stream.write(HIDE_CURSOR)
  draw()

  return {
    tick(tick) {
      heardAtMs = now()
      state = withTick(state, tick)
      drawSoon()
    },
    note(text) {
      const note = shown(text, unicode)
      if (state.ended) stream.write(`${note}\n`)
      else draw([note])
    },
    stopping(secondsLeft) {
      stopAtMs = now() + secondsLeft * 1000
      state = { ...state, stoppingS: Math.ceil(secondsLeft) }
      drawSoon()
    },
    end() {
      if (state.ended) return
      clearInterval(clock)
      stream.off?.('resize', drawSoon)
      state = { ...state, ended: true, silentS: 0 }
      draw()
      restore()
    },
  }
}
