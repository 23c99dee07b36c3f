/** Runs a plan written in a test as `loadwright run` does: real engine processes, a real history on disk. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { codeReader } from '../../plans/codeReader.ts'
import { loadPlan } from '../../plans/loadPlan.ts'
import { openHistory, type History } from '../../storage/history.ts'
import { childProcessEngines, type EngineProcess, type SpawnEngine } from '../engineProcess.ts'
import { RunKeeper } from '../runKeeper.ts'
import { startRun, type RunHandle, type RunRequest } from '../startRun.ts'

export const ENGINE_FILE = join(import.meta.dirname, '../../../engine/index.ts')

export interface TestWorkspace {
  folder: string
  history: History
  /** Engines started so far. */
  engines: EngineProcess[]
  /** `spawn`: other engines than the usual. `file`: what the plan is called, `test.plan.yaml` unless it is code. */
  start(
    plan: string,
    options?: Partial<RunRequest> & {
      history?: History | null
      spawn?: SpawnEngine
      file?: string
      environment?: Record<string, string>
    },
  ): Promise<RunHandle>
  close(): void
}

export function openWorkspace(historyOptions: { maxBytes?: number } = {}): TestWorkspace {
  const folder = mkdtempSync(join(tmpdir(), 'loadwright-run-'))
  const history = openHistory(join(folder, 'history.db'), historyOptions)
  const engines: EngineProcess[] = []
  const usual = childProcessEngines(ENGINE_FILE)
  return {
    folder,
    history,
    engines,
    start: async (
      text,
      { history: own, spawn = usual, file: name = 'test.plan.yaml', environment = {}, ...options } = {},
    ) => {
      const file = join(folder, name)
      writeFileSync(file, text)
      const loaded = await loadPlan(file, { environment, readCode: codeReader(usual) })
      if (loaded.plan === null) throw new Error(JSON.stringify(loaded.problems))
      const keeper = new RunKeeper(own === undefined ? history : own, own === null ? 'It could not be opened.' : null)
      const request: RunRequest = {
        plan: loaded.plan,
        planFile: file,
        planText: loaded.maskedText,
        scenario: 0,
        build: { label: 'test', commit: null, branch: null },
        processes: 1,
        seed: 1,
        failOn: ['maximum', 'inconclusive'],
        notices: [],
        ...options,
      }
      return startRun(request, keeper, () => {
        engines.push(spawn())
        return engines.at(-1)!
      })
    },
    close: () => {
      for (const engine of engines) engine.kill()
      history.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
