/**
 * `npm run bench`: measures what docs/performance.md promises, side by side in one go, and says which targets are reached.
 *
 *   --quick              short rounds, about three minutes; wide intervals, written to results.quick.json
 *   --only http,growth   these groups only; the others keep the results they have
 *   --memory-minutes 10  how long the growth of memory is watched (2)
 *   --write-docs         puts the results into docs/performance.md
 */
import { parseArgs } from 'node:util'
import { writePerformancePage } from './document.ts'
import type { Effort, Group } from './group.ts'
import { printGroup, printVerdict } from './print.ts'
import {
  currentCommit,
  describeMachine,
  QUICK_RESULTS_FILE,
  RESULTS_FILE,
  writeResults,
  type GroupResult,
} from './results.ts'
import { arrivals } from './rows/arrivals.ts'
import { compare } from './rows/compare.ts'
import { growth } from './rows/growth.ts'
import { history } from './rows/history.ts'
import { http } from './rows/http.ts'
import { listeners } from './rows/listeners.ts'
import { manyNames } from './rows/manyNames.ts'
import { manyUsers } from './rows/manyUsers.ts'
import { otherTools } from './rows/otherTools.ts'
import { processes } from './rows/processes.ts'
import { recording } from './rows/recording.ts'
import { trend } from './rows/trend.ts'
import { watched } from './rows/watched.ts'
import { webSocket } from './rows/webSocket.ts'
import { window } from './rows/window.ts'

const GROUPS: Group[] = [
  http,
  otherTools,
  webSocket,
  manyUsers,
  listeners,
  manyNames,
  processes,
  recording,
  arrivals,
  growth,
  history,
  compare,
  window,
  watched,
  trend,
]

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    'memory-minutes': { type: 'string', default: '2' },
    'write-docs': { type: 'boolean', default: false },
  },
})
const chosen = options.only === undefined ? GROUPS : options.only.split(',').map(groupNamed)
const effort: Effort = {
  quick: options.quick,
  memoryMinutes: Number(options['memory-minutes']),
  log: (line) => process.stderr.write(`  … ${line}\n`),
}
if (!(effort.memoryMinutes > 0))
  throw new Error(`--memory-minutes ${options['memory-minutes']}: not a number of minutes`)
const write = (text: string): void => void process.stdout.write(text)

const { cores, cpu, node, server } = describeMachine()
write(
  `${cores} cores of ${cpu}, Node ${node.slice(1)}, ${server}. CPU time of the generator only; medians, 95 % intervals.\n`,
)
const measured: GroupResult[] = []
for (const group of chosen) {
  process.stderr.write(`${group.name}\n`)
  const startedAt = performance.now()
  const rows = await group.measure(effort)
  const tookS = Math.round((performance.now() - startedAt) / 100) / 10
  const result: GroupResult = {
    name: group.name,
    at: new Date().toISOString(),
    commit: currentCommit(),
    tookS,
    method: group.method,
    rows,
  }
  printGroup(result, write)
  measured.push(result)
}
printVerdict(
  measured.flatMap(({ rows }) => rows),
  write,
)
const order = GROUPS.map(({ name }) => name)
const results = writeResults(options.quick ? QUICK_RESULTS_FILE : RESULTS_FILE, measured, order)
if (options['write-docs'] && !options.quick) writePerformancePage(results)

function groupNamed(name: string): Group {
  const group = GROUPS.find((each) => each.name === name)
  if (!group) throw new Error(`--only ${name}: there are ${GROUPS.map((each) => each.name).join(', ')}`)
  return group
}
