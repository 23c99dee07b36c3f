/**
 * What being watched costs the generator, and what those who watch wait for. A second core is all that host, server and browser have on a small
 * machine: what they take of it shows in the rate by the clock, what they take from the engine in its CPU time for a request.
 */
import { cpus } from 'node:os'
import { findChromium } from '../../test/e2e/chromium.ts'
import { startCheapServer } from '../cheapServer.ts'
import { GENERATOR_CORE, OTHER_CORES } from '../cores.ts'
import type { Group } from '../group.ts'
import { hiddenTraffic } from '../page/hiddenPage.ts'
import { hiddenRows, hoverRow, longTaskRow } from '../page/pageRows.ts'
import { launchPinnedChromium, NO_CHROMIUM } from '../page/pinnedChromium.ts'
import { pointedRun, type Looks } from '../page/pointedRun.ts'
import { runWatched, type EngineWork } from '../page/watchedRun.ts'
import { turnsLastS, watchedTurns, type Turn } from '../page/watchedTurns.ts'
import { rowOf, unmeasuredRow, type Row, type RowText } from '../row.ts'
import { medianEstimate, pairedRatio, type Estimate } from '../statistics.ts'

const ENDPOINTS = 200
const USERS = 64
/** Counted of a stretch. */
const STRETCH_MS = 4000
const POINTED_S = 15
const HIDDEN_S = 5
/** At most: it is stopped when its page was hidden long enough. */
const HIDDEN_RUN_S = 120

const LOSS: RowText = {
  id: 'watched.loss',
  what: 'rate that the generator loses to being watched, by CPU time',
  unit: 'percent',
  target: { atMost: 2 },
}
const PAINT: RowText = {
  id: 'watched.paint',
  what: 'pointer moved over the timeline of a live run: crosshair painted, 99 of 100',
  unit: 'ms',
  target: { atMost: 50 },
}

const PAINT_SHARED: RowText = {
  id: 'watched.paintShared',
  what: 'the same where browser, host and server share a core, with four times the requests',
  unit: 'ms',
}

export const watched: Group = {
  name: 'watched',
  method: `a live run of ${ENDPOINTS} endpoints and ${USERS} users, started in the workbench. Loss: one engine on a core of its own; host, server and browser, which has what they leave, on the others. Its timeline is looked at, another tab of the browser, it again; each stretch of ${STRETCH_MS / 1000} s against the two beside it in which nobody watches. Paced: about 11,000 requests a second. Pointer: moved without a pause in further runs until they are judged; the browser has the other cores, engine, server and host share one, about 3,000 requests a second.`,
  async measure(effort) {
    if (findChromium() === null) return [unmeasuredRow(LOSS, NO_CHROMIUM), unmeasuredRow(PAINT, NO_CHROMIUM)]
    const [runs, turns, pointed] = effort.quick ? [1, 2, 1] : [2, 16, 3]
    const [server, near] = [await startCheapServer(), await startCheapServer(GENERATOR_CORE)]
    const eager = await launchPinnedChromium(OTHER_CORES)
    try {
      const planFor = (wait: string | null): string => planOf(server.url, turnsLastS(turns, STRETCH_MS), wait)
      const paced: Turn[] = []
      for (let run = 0; run < runs; run++) {
        effort.log(`run ${run + 1} of ${runs}, watched ${turns} times`)
        paced.push(...(await watchedTurns(planFor('5ms'), turns, STRETCH_MS)))
      }
      effort.log(`a run at full rate, watched ${turns} times`)
      const full = await watchedTurns(planFor(null), turns, STRETCH_MS)
      const looks: { own: Looks[]; shared: Looks[] } = { own: [], shared: [] }
      for (let run = 0; run < pointed; run++) {
        effort.log(`run ${run + 1} of ${pointed} with a pointer, and another`)
        looks.own.push(await pointedRun(planOf(near.url, POINTED_S, '20ms'), GENERATOR_CORE, eager))
        looks.shared.push(await pointedRun(planOf(server.url, POINTED_S, '5ms'), OTHER_CORES, eager))
      }
      effort.log(`${HIDDEN_S} s behind another tab of the browser`)
      const hidden = await runWatched(
        planOf(server.url, HIDDEN_RUN_S, '5ms'),
        OTHER_CORES,
        () => Promise.resolve(),
        async (run) => {
          const traffic = await hiddenTraffic(run.url, HIDDEN_S)
          await run.stop()
          return traffic
        },
      )
      hidden.remove()
      const failures = paced.reduce((sum, { watched: at, alone }) => sum + at.failures + alone[0].failures, 0)
      const longest = looks.own.flatMap(({ longTasks }) => longTasks.longestMs ?? [])
      return [
        rowOf({ ...LOSS, note: failures > 0 ? `${failures} failures` : undefined }, lossOf(paced, perCpuSecond)),
        rowOf(
          {
            id: 'watched.lossPacedByClock',
            what: 'the same by the clock: server and network are in it',
            unit: 'percent',
          },
          lossOf(paced, perSecond),
        ),
        rowOf(
          {
            id: 'watched.lossByClock',
            what: 'the same at full rate, by the clock',
            unit: 'percent',
            note: cpus().length < 4 ? `${cpus().length} cores: host, nginx and browser share one` : undefined,
          },
          lossOf(full, perSecond),
        ),
        hoverRow(
          PAINT,
          looks.own.flatMap(({ movesMs }) => movesMs),
        ),
        longTaskRow('watched.longTasks', `tasks > 50 ms in ${pointed * POINTED_S} s of a live run`, {
          count: looks.own.reduce((sum, { longTasks }) => sum + longTasks.count, 0),
          longestMs: longest.length > 0 ? Math.max(...longest) : null,
        }),
        hoverRow(
          PAINT_SHARED,
          looks.shared.flatMap(({ movesMs }) => movesMs),
        ),
        ...hiddenRows('watched.hidden', 'a live run in a page that is hidden', HIDDEN_S, hidden.seen),
        ...hostRow('watched.host', 'the host of a run that is watched, of a core', paced, 'watched'),
        ...hostRow('watched.hostAlone', 'the host of a run that nobody watches, of a core', paced, 'alone'),
      ]
    } finally {
      await eager.close()
      await Promise.all([server.close(), near.close()])
    }
  },
}

/** Percent, turn by turn: of the rate that the stretches on either side have on average. */
function lossOf(turns: Turn[], rate: (work: EngineWork) => number): Estimate {
  const alone = turns.map(({ alone: [before, after] }) => (rate(before) + rate(after)) / 2)
  const { value, low, high, ...rest } = pairedRatio(
    turns.map((turn) => rate(turn.watched)),
    alone,
  )
  return { ...rest, value: (1 - value) * 100, low: (1 - high) * 100, high: (1 - low) * 100 }
}

function perCpuSecond({ requests, cpuSeconds }: EngineWork): number {
  return requests / cpuSeconds
}

function perSecond({ requests, seconds }: EngineWork): number {
  return requests / seconds
}

/** None where the system does not tell. */
function hostRow(id: string, what: string, turns: Turn[], of: 'watched' | 'alone'): Row[] {
  const shares = turns.flatMap(({ hostShare }) => (hostShare === null ? [] : [hostShare[of] * 100]))
  return shares.length === turns.length ? [rowOf({ id, what, unit: 'percent' }, medianEstimate(shares))] : []
}

/** @param wait between two requests of a user; null: none */
function planOf(target: string, seconds: number, wait: string | null): string {
  return `name: bench
target: ${target}
users:
  User:
${wait === null ? '' : `    wait: ${wait}\n`}    headers: { authorization: 'Bearer {{$user}}' }
    tasks:
${Array.from(
  { length: ENDPOINTS },
  (_, place) => `      - name: task ${place}
        steps:
          - get: /api/resources/${place}
            expect: { status: 200, json: { $.status: completed } }
`,
).join('')}scenarios:
  bench:
    load: { users: ${USERS}, spawnRate: 100000, for: ${seconds}s }
`
}
