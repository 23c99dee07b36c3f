/**
 * What being watched costs the generator, and what those who watch wait for. A second core is all that host, server and browser have on a small
 * machine: what they take of it shows in the rate by the clock, what they take from the engine in its CPU time for a request.
 */
import { cpus } from 'node:os'
import type { Browser } from 'playwright-core'
import { findChromium } from '../../test/e2e/chromium.ts'
import { startCheapServer } from '../cheapServer.ts'
import { OTHER_CORES } from '../cores.ts'
import type { Effort, Group } from '../group.ts'
import { hoverRow, longTaskRow } from '../page/pageRows.ts'
import { launchPinnedChromium, NO_CHROMIUM } from '../page/pinnedChromium.ts'
import { watchedRound, type EngineWork, type Looks } from '../page/watchedRound.ts'
import { rowOf, unmeasuredRow, type RowText } from '../row.ts'
import { medianEstimate, pairedRatio } from '../statistics.ts'

const ENDPOINTS = 200
const USERS = 64

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

export const watched: Group = {
  name: 'watched',
  method: `a live run of ${ENDPOINTS} endpoints and ${USERS} users, started in the workbench, with Chromium open on its overview and timeline, and without, in alternation. One engine on a core of its own; host, server and browser, which gives way to them, on the others. Paced: about 11,000 requests a second. Pointer: moved without a pause in further runs, where the browser does not give way.`,
  async measure(effort) {
    if (findChromium() === null) return [unmeasuredRow(LOSS, NO_CHROMIUM), unmeasuredRow(PAINT, NO_CHROMIUM)]
    const [rounds, fullRounds, pointed, seconds] = effort.quick ? [2, 1, 1, 8] : [7, 3, 2, 15]
    const server = await startCheapServer()
    const [patient, eager] = [await launchPinnedChromium(OTHER_CORES, true), await launchPinnedChromium(OTHER_CORES)]
    try {
      const pacedPlan = planOf(server.url, seconds, '5ms')
      const paced = await alternate(effort, rounds, patient, pacedPlan)
      const full = await alternate(effort, fullRounds, patient, planOf(server.url, seconds, null))
      const looks: Looks[] = []
      for (let run = 0; run < pointed; run++) {
        effort.log(`run ${run + 1} of ${pointed} with a pointer`)
        const round = await watchedRound(pacedPlan, { browser: eager, moves: true })
        if (round.looks !== null) looks.push(round.looks)
      }
      const failures = [...paced.watched, ...paced.alone].reduce((sum, each) => sum + each.failures, 0)
      const longest = looks.flatMap(({ longTasks }) => longTasks.longestMs ?? [])
      return [
        rowOf({ ...LOSS, note: failures > 0 ? `${failures} failures` : undefined }, lossOf(paced, perCpuSecond)),
        rowOf(
          {
            id: 'watched.lossByClock',
            what: 'the same at full rate, by the clock',
            unit: 'percent',
            note: cpus().length < 4 ? `${cpus().length} cores: host, nginx and browser share one` : undefined,
          },
          lossOf(full, ({ requests, seconds: counted }) => requests / counted),
        ),
        hoverRow(
          PAINT,
          looks.flatMap(({ movesMs }) => movesMs),
        ),
        longTaskRow('watched.longTasks', `tasks > 50 ms in ${pointed * seconds} s of a live run`, {
          count: looks.reduce((sum, { longTasks }) => sum + longTasks.count, 0),
          longestMs: longest.length > 0 ? Math.max(...longest) : null,
        }),
        ...hostRow('watched.host', 'the host of a run that is watched, of a core', paced.watched),
        ...hostRow('watched.hostAlone', 'the host of a run that nobody watches, of a core', paced.alone),
      ]
    } finally {
      await patient.close()
      await eager.close()
      await server.close()
    }
  },
}

interface Rounds {
  watched: EngineWork[]
  alone: EngineWork[]
}

async function alternate({ log }: Effort, count: number, browser: Browser, plan: string): Promise<Rounds> {
  const rounds: Rounds = { watched: [], alone: [] }
  for (let round = 0; round < count; round++)
    for (const isWatched of round % 2 === 0 ? [true, false] : [false, true]) {
      log(`round ${round + 1} of ${count}, ${isWatched ? 'watched' : 'nobody watches'}`)
      const { work } = await watchedRound(plan, isWatched ? { browser, moves: false } : null)
      rounds[isWatched ? 'watched' : 'alone'].push(work)
    }
  return rounds
}

/** Percent, round by round. */
function lossOf({ watched: with_, alone }: Rounds, rate: (work: EngineWork) => number) {
  const { value, low, high, ...rest } = pairedRatio(with_.map(rate), alone.map(rate))
  return { ...rest, value: (1 - value) * 100, low: (1 - high) * 100, high: (1 - low) * 100 }
}

function perCpuSecond({ requests, cpuSeconds }: EngineWork): number {
  return requests / cpuSeconds
}

/** None where the system does not tell. */
function hostRow(id: string, what: string, works: EngineWork[]) {
  const shares = works.flatMap(({ hostShare }) => (hostShare === null ? [] : [hostShare * 100]))
  return shares.length === works.length ? [rowOf({ id, what, unit: 'percent' }, medianEstimate(shares))] : []
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
