/**
 * Progress for logs: no escapes, no line ever rewritten. One line every 10 s, the first with the first second and the last at
 * the end. Its numbers are of the run so far, as the report has them; during the warm-up, which the report leaves out, of the
 * last five seconds, with `phase=warm-up`.
 */
import type { RunTick } from '../../contract/runTick.ts'
import { formatShare } from '../../core/units/percent.ts'
import { clockText } from './clockText.ts'
import { eventLine } from './eventLine.ts'
import { newlyLost } from './newlyLost.ts'
import type { Progress, ProgressOptions } from './progress.ts'
import { noteRefusal } from './refusalNote.ts'
import { shown } from './spans.ts'

const EVERY_S = 10

type PlainOptions = Pick<ProgressOptions, 'stream' | 'unicode' | 'head'>

export function createPlainProgress({ stream, unicode, head }: PlainOptions): Progress {
  const say = (text: string): void => void stream.write(`${shown(text, unicode)}\n`)
  let last: RunTick | null = null
  let lastSaid: RunTick | null = null
  let dropped = 0
  let stopping = false
  let ended = false

  const sayLine = (tick: RunTick): void => {
    lastSaid = tick
    say(plainLine(tick, dropped))
  }
  const build = head.build === null ? '' : `, build ${head.build}`
  say(`${head.plan} ${head.scenario}${build}, ${head.target}, ${clockText(head.plannedMs)} planned, run ${head.runId}`)

  return {
    tick(tick) {
      for (const notice of newlyLost(last, tick)) say(notice)
      last = tick
      dropped += tick.dropped
      for (const event of tick.happened) say(eventLine(event))
      const step = Math.floor(tick.elapsedMs / 1000 / EVERY_S)
      if (lastSaid === null || step > Math.floor(lastSaid.elapsedMs / 1000 / EVERY_S)) sayLine(tick)
    },
    note: say,
    answered: (line, answer) => noteRefusal(say, line, answer),
    stopping(secondsLeft) {
      if (stopping) return
      stopping = true
      say(`stopping: what is under way has ${secondsLeft} s to end; another Ctrl-C stops it now`)
    },
    end() {
      if (ended) return
      ended = true
      if (last !== null && last !== lastSaid) sayLine(last)
    },
  }
}

/** `12:30 rate=1204/s p50=81ms p95=312ms p99=1240ms err=0.42% vus=96 crit=11/14 gen=ok`. */
export function plainLine(tick: RunTick, droppedSoFar: number): string {
  const { elapsedMs, phase, users, criteria, trust } = tick
  const isBefore = phase === 'warm-up'
  const { ratePerS, p50Ms, p95Ms, p99Ms, requests, failures } = isBefore ? tick.now : tick.run
  const met = criteria.filter(({ status }) => status === 'met').length
  const parts = [
    clockText(elapsedMs),
    `rate=${number(ratePerS)}/s`,
    `p50=${milliseconds(p50Ms)}`,
    `p95=${milliseconds(p95Ms)}`,
    `p99=${milliseconds(p99Ms)}`,
    `err=${requests === 0 ? '-' : formatShare(failures / requests, failures > 0).replace(' ', '')}`,
    `vus=${users}`,
    ...(criteria.length > 0 ? [`crit=${met}/${criteria.length}`] : []),
    `gen=${{ trusted: 'ok', degraded: 'degraded', notTrusted: 'untrusted' }[trust.state]}`,
    ...(droppedSoFar > 0 ? [`dropped=${droppedSoFar}`] : []),
    ...(phase === 'steady' ? [] : [`phase=${phase}`]),
  ]
  return parts.join(' ')
}

function milliseconds(valueMs: number | null): string {
  return valueMs === null ? '-' : `${number(valueMs)}ms`
}

/** Three significant digits, whole above; no grouping, no exponent, no idle zeros, for readers that are programs. */
function number(value: number): string {
  if (value === 0) return '0'
  if (value >= 100) return String(Math.round(value))
  const decimals = Math.min(20, Math.max(0, 2 - Math.floor(Math.log10(value))))
  return String(Number(value.toFixed(decimals)))
}
