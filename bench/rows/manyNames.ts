/** Whether it matters how many endpoints a plan has. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCheapServer } from '../cheapServer.ts'
import type { Group } from '../group.ts'
import { plainRow, rowOf } from '../row.ts'
import { generate, planFile, runRounds } from '../rounds.ts'

const USERS = 64
const NAMES = 500
const ONE = 'one endpoint'
const MANY = `${NAMES} endpoints`

export const manyNames: Group = {
  name: 'manyNames',
  method: `the scenario of http, whose task asks for ${NAMES} endpoints one after the other, against the same with one.`,
  async measure({ quick, log }) {
    const [rounds, seconds] = quick ? [1, 2] : [5, 4]
    const server = await startCheapServer()
    const folder = mkdtempSync(join(tmpdir(), 'loadwright-bench-'))
    const file = join(folder, 'manyNames.plan.yaml')
    writeFileSync(file, withManySteps(readFileSync(planFile('declarative'), 'utf8')))
    log(`${rounds} rounds of ${seconds} s: ${ONE}, ${MANY}`)
    const measured = await runRounds(
      [
        { name: ONE, run: () => generate('loadwright.ts', [planFile('declarative'), server.url, USERS, seconds]) },
        { name: MANY, run: () => generate('loadwright.ts', [file, server.url, USERS, seconds]) },
      ],
      rounds,
    )
    await server.close()
    rmSync(folder, { recursive: true })
    const more = measured.peakRssBytes(MANY) - measured.peakRssBytes(ONE)
    return [
      rowOf(
        {
          id: 'manyNames.rate',
          what: `a plan with ${MANY}: rate ÷ that with ${ONE}`,
          unit: 'ratio',
          note: measured.note(MANY),
        },
        measured.ratio(MANY, ONE),
      ),
      plainRow({ id: 'manyNames.memory', what: `a plan with ${MANY}: memory more`, unit: 'MB' }, more / 1e6, rounds),
    ]
  },
}

/** The plan's one step, so many times under names of their own. */
function withManySteps(plan: string): string {
  const lines = plan.split('\n')
  const first = lines.findIndex((line) => line.trim().startsWith('- get:'))
  const steps = lines.slice(first, first + 3)
  const repeated = Array.from({ length: NAMES }, (_, number) => [
    steps[0]!.replace(/get: .*/, `get: /api/resources/${number}`),
    ...steps.slice(1),
  ])
  return [...lines.slice(0, first), ...repeated.flat(), ...lines.slice(first + 3)].join('\n')
}
