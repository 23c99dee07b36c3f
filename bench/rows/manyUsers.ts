/** What a user with a connection of its own costs, in memory and in rate. */
import { startCheapServer } from '../cheapServer.ts'
import type { Group } from '../group.ts'
import { plainRow, rowOf, type Row, type RowText } from '../row.ts'
import { generate, planFile, runRounds, type Contestant, type Rounds } from '../rounds.ts'

const FEW = 64
const MANY = 5000
const CROWD = 10_000
/** Users started per second by manyUsers.plan.yaml; they connect during the warm-up. */
const SPAWN_RATE = 2500
const SETTLE_S = 1

export const manyUsers: Group = {
  name: 'manyUsers',
  method: `the scenario of http with more users, a connection each, after all have connected. Memory: the most the process ever had, less that of ${FEW} users, by the users more; the kernel's share of a connection is not in it.`,
  async measure({ quick, log }) {
    const rounds = quick ? 1 : 3
    const seconds = quick ? 3 : 4
    const server = await startCheapServer()
    const contestant = (file: string, users: number): Contestant => {
      const warmUp = Math.ceil(users / SPAWN_RATE) + SETTLE_S
      const args = [server.url, users, warmUp + seconds, warmUp]
      const isBare = file === 'dispatch.ts'
      return {
        name: `${isBare ? 'bare' : 'ours'} ${users}`,
        run: () => generate(file, isBare ? args : [planFile('manyUsers'), ...args]),
      }
    }
    const contestants = [
      contestant('dispatch.ts', FEW),
      contestant('dispatch.ts', MANY),
      contestant('loadwright.ts', MANY),
      contestant('loadwright.ts', FEW),
      ...(quick ? [] : [contestant('loadwright.ts', CROWD)]),
    ]
    log(`${rounds} rounds of ${contestants.length} × ${seconds} s after the connecting`)
    const measured = await runRounds(contestants, rounds)
    await server.close()
    return [
      memoryRow(measured, 'bare', MANY, {
        id: 'manyUsers.bare.memory',
        what: `${MANY} connections, bare undici dispatch: each`,
      }),
      rateRow(measured, 'bare', MANY, {
        id: 'manyUsers.bare.rate',
        what: `${MANY} connections, bare: rate ÷ that of ${FEW}`,
      }),
      memoryRow(measured, 'ours', MANY, {
        id: 'manyUsers.memory',
        what: `${MANY} users with a connection each: a user`,
        target: { atMost: 80 },
      }),
      rateRow(measured, 'ours', MANY, {
        id: 'manyUsers.rate',
        what: `${MANY} users: rate ÷ that of ${FEW}`,
        target: { atLeast: 0.5 },
      }),
      memoryRow(measured, 'ours', CROWD, {
        id: 'manyUsers.crowd.memory',
        what: `${CROWD} users with a connection each: a user`,
        target: { atMost: 80 },
      }),
      rateRow(measured, 'ours', CROWD, { id: 'manyUsers.crowd.rate', what: `${CROWD} users: rate ÷ that of ${FEW}` }),
      plainRow(
        { id: 'manyUsers.base', what: `the engine's process with ${FEW} users`, unit: 'MB' },
        measured.peakRssBytes(`ours ${FEW}`) / 1e6,
        rounds,
      ),
    ]
  },
}

type Text = Omit<RowText, 'unit'>

function memoryRow(measured: Rounds, whose: 'bare' | 'ours', users: number, text: Text): Row {
  const more = measured.peakRssBytes(`${whose} ${users}`) - measured.peakRssBytes(`${whose} ${FEW}`)
  const { length } = measured.of(`${whose} ${users}`)
  const note = measured.note(`${whose} ${users}`)
  return plainRow({ ...text, unit: 'KB', note }, more / (users - FEW) / 1000, length)
}

function rateRow(measured: Rounds, whose: 'bare' | 'ours', users: number, text: Text): Row {
  return rowOf({ ...text, unit: 'ratio' }, measured.ratio(`${whose} ${users}`, `${whose} ${FEW}`))
}
