/** Requests per second of the generator's CPU time: ours against the bare loop it stands on, and against autocannon. */
import { join } from 'node:path'
import { startCheapServer } from '../cheapServer.ts'
import type { Group } from '../group.ts'
import { rowOf, type Row } from '../row.ts'
import { generate, planFile, runRounds, type Contestant } from '../rounds.ts'

const USERS = 64
const BARE = 'bare undici dispatch'
const DECLARATIVE = 'a declarative scenario'
const CODE = 'the same as a task in code'
const AUTOCANNON = 'autocannon'

/** The task of `declarative.plan.yaml`, written in code. */
const CODE_PLAN = join(import.meta.dirname, '../generators/code.plan.ts')

export const http: Group = {
  name: 'http',
  method: `HTTP/1.1, ${USERS} users with a connection each, ${DECLARATIVE}: a header with a template, a status and a JSON expectation, one extraction, everything recorded. The others check and record nothing per request.`,
  async measure({ quick, log }) {
    const [rounds, seconds] = quick ? [3, 2] : [9, 4]
    const server = await startCheapServer()
    const contestants: Contestant[] = [
      { name: CODE, run: () => generate('loadwright.ts', [CODE_PLAN, server.url, USERS, seconds]) },
      { name: BARE, run: () => generate('dispatch.ts', [server.url, USERS, seconds]) },
      {
        name: DECLARATIVE,
        run: () => generate('loadwright.ts', [planFile('declarative'), server.url, USERS, seconds]),
      },
      { name: AUTOCANNON, run: () => generate('autocannon.ts', [server.url, USERS, seconds]) },
    ]
    log(`${rounds} rounds of ${seconds} s against ${server.kind}: ${contestants.map(({ name }) => name).join(', ')}`)
    const measured = await runRounds(contestants, rounds)
    await server.close()
    const rate = (id: string, name: string): Row =>
      rowOf({ id, what: name, unit: 'perCpuSecond', note: measured.note(name) }, measured.rate(name))
    const ratio = (id: string, name: string, base: string, atLeast: number): Row =>
      rowOf({ id, what: `${name} ÷ ${base}`, unit: 'ratio', target: { atLeast } }, measured.ratio(name, base))
    return [
      rate('http.bare', BARE),
      rate('http.declarative', DECLARATIVE),
      rate('http.code', CODE),
      rate('http.autocannon', AUTOCANNON),
      ratio('http.declarative.ofBare', DECLARATIVE, BARE, 0.85),
      ratio('http.declarative.ofAutocannon', DECLARATIVE, AUTOCANNON, 1),
      ratio('http.code.ofBare', CODE, BARE, 0.7),
    ]
  },
}
