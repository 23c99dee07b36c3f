/** What a command tells its progress, whatever it looks like. One object per run. */
import type { RunTick } from '../../contract/runTick.ts'
import type { SteeringAnswer } from '../../contract/steering.ts'
import type { RunKeys } from './runControls.ts'

/** `tty`: redrawn in place · `plain`: a line every 10 s · `json`: NDJSON, one event per second · `none`: only notes. */
export type ProgressMode = 'tty' | 'plain' | 'json' | 'none'

/** What is known of a run before its first second. Texts of plans and servers may be anything: they are neutralised here. */
export interface ProgressHead {
  plan: string
  scenario: string
  build: string | null
  runId: string
  target: string
  plannedMs: number
}

export interface Progress {
  tick(tick: RunTick): void
  /** A sentence for people, which stays in the scrollback. */
  note(text: string): void
  /** The run ends gracefully, in so many seconds at most. May be called again, when the number has changed. */
  stopping(secondsLeft: number): void
  /** The answer to a command that came in on a line of standard input. */
  answered(line: number, answer: SteeringAnswer): void
  /** The last picture stays, the terminal is as it was before. Calling it again does nothing. */
  end(): void
}

export interface ProgressOptions {
  mode: ProgressMode
  stream: ProgressStream
  colour: boolean
  /** False: only ASCII. */
  unicode: boolean
  /** Asked again before every drawing, since windows are resized. */
  columns: () => number
  head: ProgressHead
  /** In the mode `tty`, when `stdin` is a terminal. In its raw mode Ctrl-C is a key and no signal. */
  keys?: (RunKeys & { stdin: NodeJS.ReadStream }) | null
  /** Milliseconds since 1970; for tests. */
  now?: () => number
}

/** What of a stream is used. */
export interface ProgressStream {
  write(text: string): unknown
  /** Of a terminal. */
  rows?: number
  on?(event: 'resize', listener: () => void): unknown
  off?(event: 'resize', listener: () => void): unknown
}
