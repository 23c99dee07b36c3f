/**
 * What a second engine process adds. Where the server takes its time from the same few cores, two engines cannot be twice as
 * fast by the clock; so what each does for its CPU time is compared: two engines on two cores of their own give
 * 2 × (their requests per CPU second, both running) ÷ (that of one running alone) times one. Contention for caches, memory
 * and the kernel is in it, and that they share a core with the server is held against them.
 */
import { cpus } from 'node:os'
import { startCheapServer } from '../cheapServer.ts'
import type { EnginesResult } from '../generators/engines.ts'
import type { Group } from '../group.ts'
import { rowOf } from '../row.ts'
import { generate, planFile } from '../rounds.ts'
import { medianEstimate, pairedRatio } from '../statistics.ts'

const USERS = 64

export const processes: Group = {
  name: 'processes',
  method: `the scenario of http as \`loadwright run --processes\` runs it, ${USERS} users for each engine, two engines and one in alternation. By CPU time: 2 × requests per CPU second of both ÷ that of one alone. By the clock the server takes its share of the same ${cpus().length} cores.`,
  async measure({ quick, log }) {
    const [rounds, seconds] = quick ? [1, 3] : [7, 4]
    const server = await startCheapServer()
    log(`${rounds} rounds of ${seconds} s: one engine, two engines`)
    const one: Work[] = []
    const two: Work[] = []
    for (let round = 0; round < rounds; round++) {
      for (const count of round % 2 === 0 ? [1, 2] : [2, 1])
        (count === 1 ? one : two).push(await work(server.url, count, seconds))
    }
    await server.close()
    const failures = [...one, ...two].reduce((sum, each) => sum + each.failures, 0)
    return [
      rowOf(
        {
          id: 'processes.byCpu',
          what: 'two engines on two cores ÷ one, by CPU time',
          unit: 'ratio',
          target: { atLeast: 1.8 },
          note: failures > 0 ? `${failures} failures` : undefined,
        },
        pairedRatio(
          two.map(({ perCpuSecond }) => 2 * perCpuSecond),
          one.map(({ perCpuSecond }) => perCpuSecond),
        ),
      ),
      rowOf(
        {
          id: 'processes.byClock',
          what: 'two engines ÷ one, by the clock',
          unit: 'ratio',
          note: cpus().length < 4 ? `server, host and engines share ${cpus().length} cores` : undefined,
        },
        pairedRatio(
          two.map(({ perSecond }) => perSecond),
          one.map(({ perSecond }) => perSecond),
        ),
      ),
      rowOf(
        { id: 'processes.host', what: 'the host beside two engines at full rate, of a core', unit: 'percent' },
        medianEstimate(two.map(({ hostShare }) => hostShare * 100)),
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

async function work(url: string, count: number, seconds: number): Promise<Work> {
  const { engines, hostCpuSeconds } = await generate<EnginesResult>(
    'engines.ts',
    [planFile('declarative'), url, USERS * count, seconds, count],
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
