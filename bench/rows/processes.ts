/**
 * What a second engine process adds. Where the server takes its time from the same two cores, two engines cannot be twice as
 * fast by the clock. So both are paced, each on a core of its own and with time to spare, and what counts is how much CPU
 * time a request costs an engine beside another, against alone at the same pace: two give 2 × the one by the other.
 * Contention for caches, memory and the kernel is in it, and that one of them shares its core with the server.
 */
import { cpus } from 'node:os'
import { startCheapServer } from '../cheapServer.ts'
import { GENERATOR_CORE, SERVER_CORE } from '../cores.ts'
import type { EnginesResult } from '../generators/engines.ts'
import type { Group } from '../group.ts'
import { rowOf } from '../row.ts'
import { generate, planFile } from '../rounds.ts'
import { medianEstimate, pairedRatio } from '../statistics.ts'

/** Of each engine. */
const USERS = 64

export const processes: Group = {
  name: 'processes',
  method: `the scenario of http as \`loadwright run --processes\` runs it, ${USERS} users for each engine, two engines and one in alternation. Paced: about 11,000 requests a second by each engine, each on a core of its own, 2 × requests per CPU second of both ÷ that of one alone.`,
  async measure({ quick, log }) {
    const seconds = quick ? 3 : 4
    const server = await startCheapServer()
    const [pacedRounds, fullRounds] = quick ? [1, 1] : [7, 3]
    log(`${pacedRounds} paced rounds of ${seconds} s, ${fullRounds} at full rate: one engine, two engines`)
    const paced = await alternate(pacedRounds, (count) =>
      work('paced', server.url, count, seconds, [GENERATOR_CORE, SERVER_CORE]),
    )
    const full = await alternate(fullRounds, (count) => work('declarative', server.url, count, seconds, []))
    await server.close()
    const failures = [paced, full]
      .flatMap(({ one, two }) => [...one, ...two])
      .reduce((sum, each) => sum + each.failures, 0)
    return [
      rowOf(
        {
          id: 'processes.paced',
          what: 'two engines on two cores ÷ one, by CPU time',
          unit: 'ratio',
          target: { atLeast: 1.8 },
          note: failures > 0 ? `${failures} failures` : undefined,
        },
        pairedRatio(
          paced.two.map(({ perCpuSecond }) => 2 * perCpuSecond),
          paced.one.map(({ perCpuSecond }) => perCpuSecond),
        ),
      ),
      rowOf(
        {
          id: 'processes.byClock',
          what: 'two engines ÷ one at full rate, by the clock',
          unit: 'ratio',
          note: cpus().length < 4 ? `server, host and engines share ${cpus().length} cores` : undefined,
        },
        pairedRatio(
          full.two.map(({ perSecond }) => perSecond),
          full.one.map(({ perSecond }) => perSecond),
        ),
      ),
      rowOf(
        { id: 'processes.host', what: 'the host beside two engines, of a core', unit: 'percent' },
        medianEstimate(paced.two.map(({ hostShare }) => hostShare * 100)),
      ),
    ]
  },
}

interface Work {
  perCpuSecond: number
  perSecond: number
  /** CPU time of the host by the time of the run, its making ready included. */
  hostShare: number
  failures: number
}

async function alternate(rounds: number, run: (count: number) => Promise<Work>): Promise<{ one: Work[]; two: Work[] }> {
  const [one, two]: [Work[], Work[]] = [[], []]
  for (let round = 0; round < rounds; round++)
    for (const count of round % 2 === 0 ? [1, 2] : [2, 1]) (count === 1 ? one : two).push(await run(count))
  return { one, two }
}

async function work(plan: string, url: string, count: number, seconds: number, engineCores: string[]): Promise<Work> {
  const { engines, hostCpuSeconds } = await generate<EnginesResult>(
    'engines.ts',
    [planFile(plan), url, USERS * count, seconds, count, ...engineCores.slice(0, count)],
    { cores: `0-${cpus().length - 1}` },
  )
  const sum = (pick: (engine: EnginesResult['engines'][number]) => number): number =>
    engines.reduce((total, engine) => total + pick(engine), 0)
  return {
    perCpuSecond: sum(({ requests }) => requests) / sum(({ cpuSeconds }) => cpuSeconds),
    perSecond: sum(({ requests, seconds: counted }) => requests / counted),
    hostShare: hostCpuSeconds / seconds,
    failures: sum(({ failures }) => failures),
  }
}
