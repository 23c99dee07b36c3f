/** What others make of a core, for comparison. Nothing to reach: `http` has the targets. */
import { startCheapServer } from '../cheapServer.ts'
import type { Group } from '../group.ts'
import { rowOf, type Row } from '../row.ts'
import { generate, planFile, runRounds } from '../rounds.ts'
import { installedTools } from '../tools.ts'

const USERS = 64
const OURS = 'a declarative scenario'

export const otherTools: Group = {
  name: 'otherTools',
  method: `as http, with the tools that this machine has; our declarative scenario runs in every round, and the ratios are to it.`,
  async measure({ quick, log }) {
    const [rounds, seconds] = quick ? [1, 3] : [3, 4]
    const server = await startCheapServer()
    const tools = installedTools(server.url, seconds)
    log(`${rounds} rounds of ${seconds} s: ${tools.map(({ name }) => name).join(', ') || 'none is installed'}`)
    const measured = await runRounds(
      [
        { name: OURS, run: () => generate('loadwright.ts', [planFile('declarative'), server.url, USERS, seconds]) },
        ...tools,
      ],
      rounds,
    )
    await server.close()
    return tools.flatMap(({ name, does }): Row[] => {
      const id = `otherTools.${name.replaceAll(/\W+/g, '')}`
      return [
        rowOf({ id, what: `${name}: ${does}`, unit: 'perCpuSecond', note: measured.note(name) }, measured.rate(name)),
        rowOf({ id: `${id}.ofOurs`, what: `${OURS} ÷ ${name}`, unit: 'ratio' }, measured.ratio(OURS, name)),
      ]
    })
  },
}
