/**
 * The display redrawn in place: what is above it in the terminal stays, and so does its last picture. At most four drawings a
 * second, each written at once and over the one before, so that nothing flickers.
 */
import stringWidth from 'string-width'
import { eventLine } from './eventLine.ts'
import { newDisplayState, withTick, type DisplayState } from './displayState.ts'
import type { Progress, ProgressOptions } from './progress.ts'
import { newlyLost } from './newlyLost.ts'
import { noteRefusal } from './refusalNote.ts'
import { renderFrame } from './renderFrame.ts'
import { restoreOnExit } from './restoreOnExit.ts'
import { RunControls, withoutOldMessage } from './runControls.ts'
import { shown } from './spans.ts'
import { listenToKeys, type Key } from './terminalKeys.ts'

const DRAW_EVERY_MS = 250
const HIDE_CURSOR = '\u001b[?25l'
const SHOW_CURSOR = '\u001b[?25h'
const CLEAR_TO_LINE_END = '\u001b[K'
const CLEAR_BELOW = '\u001b[J'

export function createTtyProgress(options: ProgressOptions): Progress {
  const { stream, colour, unicode, columns, head, keys, now = Date.now } = options
  const controls = keys ? new RunControls(keys, now) : null
  const terminalKeys = keys && controls ? listenToKeys(keys.stdin, (pressed) => press(pressed, controls)) : null
  let state: DisplayState = newDisplayState(head, terminalKeys !== null)
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
    const frame = fitting(lines, Math.max(1, rows - 1))
    const text = [...before, ...frame].map((line) => `${line}${CLEAR_TO_LINE_END}\n`).join('')
    stream.write(goToTop() + text + CLEAR_BELOW)
    drawn = frame.map((line) => stringWidth(line))
  }

  function press(pressed: readonly Key[], by: RunControls): void {
    by.press(pressed, state.tick?.planned ?? null)
    state = { ...state, controls: by.state }
    draw()
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
      controls: withoutOldMessage(state.controls, now()),
    }
    drawSoon()
  }, 1000)
  clock.unref()

  function note(text: string): void {
    const line = shown(text, unicode)
    if (state.ended) stream.write(`${line}\n`)
    else draw([line])
  }

  const restore = restoreOnExit(() => {
    terminalKeys?.end()
    stream.write(SHOW_CURSOR)
  })
  stream.on?.('resize', drawSoon)
  stream.write(HIDE_CURSOR)
  draw()

  return {
    tick(tick) {
      heardAtMs = now()
      const news = [...newlyLost(state.tick, tick), ...tick.happened.map(eventLine)]
      state = withTick(state, tick)
      if (news.length > 0 && !state.ended) draw(news.map((line) => shown(line, unicode)))
      else drawSoon()
    },
    note,
    answered: (line, answer) => noteRefusal(note, line, answer),
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

/** In a window with fewer rows the middle is left out: the last line is what one types or is told. */
function fitting(lines: readonly string[], rows: number): string[] {
  return lines.length <= rows ? [...lines] : [...lines.slice(0, rows - 1), lines.at(-1)!]
}
