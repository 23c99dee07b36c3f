/**
 * Progress for programs: NDJSON, one event per line. Every event has `event`, `at` (ISO 8601, UTC) and `runId`.
 *
 * - `run-started`: plan, scenario, build, target, plannedMs
 * - `tick`, each second: the fields of RunTick. Units are in the names (`elapsedMs`, `ratePerS`, `p95Ms`, `cpuPercentMax`);
 *   `second` covers this second, `now` the last five, `run` everything since the warm-up; `planned.level` is in
 *   `planned.unit` (`users`, or iterations `perS`); `criteria` have `id`, `subject`, `text`, `level`, `status`, `actual`, `limit`, `unit`, `samples`
 *   `engines` has how many there were (`of`), and of those that were `lost` a text each;
 *   `happened` has what was done to the run since the tick before: `kind` (`steering` or `mark`), `atMs`, `by`, `text`
 * - `answer`, to each line of standard input with `--steer`: line (its number), done, atMs and what, or reason
 * - `note`: text · `stopping`: secondsLeft · `run-ended`
 */
import { spellOutControls } from '../../core/plan/problem.ts'
import type { Progress, ProgressOptions } from './progress.ts'

export function createJsonProgress({ stream, head, now = Date.now }: ProgressOptions): Progress {
  let ended = false
  const emit = (event: string, fields: object = {}): void => {
    const json = JSON.stringify({ event, at: new Date(now()).toISOString(), runId: head.runId, ...fields })
    // The way it spells is JSON's own: the value stays the same, and a terminal that shows the line stays unharmed.
    stream.write(`${spellOutControls(json)}\n`)
  }
  const { plan, scenario, build, target, plannedMs } = head
  emit('run-started', { plan, scenario, build, target, plannedMs })
  return {
    tick({ criteria, ...tick }) {
      emit('tick', {
        ...tick,
        criteria: criteria.map(({ id, subject, text, level, status, actual, limit, unit, samples }) => ({
          id,
          subject,
          text,
          level,
          status,
          actual,
          limit,
          unit,
          samples,
        })),
      })
    },
    note: (text) => emit('note', { text }),
    answered: (line, answer) => emit('answer', { line, ...answer }),
    stopping: (secondsLeft) => emit('stopping', { secondsLeft }),
    end() {
      if (ended) return
      ended = true
      emit('run-ended')
    },
  }
}
