/**
 * A host in a process of its own, for tests that stop it: `node hostProcess.ts PLAN PROCESSES SILENCE_S`. Says each tick, and at the end
 * the report, one line of JSON each.
 */
import { readFileSync } from 'node:fs'
import type { RunTick } from '../../../contract/runTick.ts'
import type { RunReport } from '../../../core/report/report.ts'
import { openWorkspace } from './runTestPlan.ts'

export type HostLine = { tick: RunTick } | { report: RunReport }

const [file = '', processes = '1', engineSilenceS = '15'] = process.argv.slice(2)
const workspace = openWorkspace()
const run = await workspace.start(readFileSync(file, 'utf8'), {
  processes: Number(processes),
  engineSilenceS: Number(engineSilenceS),
})
run.onTick((tick) => say({ tick }))
const report = await run.finished
say({ report })
workspace.close()

function say(line: HostLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
