/** The host of one workspace, put together: what a shell serves to its windows and pages. */
import { realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Capabilities } from '../../contract/methods/app.ts'
import type { ActiveRun } from '../../contract/methods/runs.ts'
import { CallError } from '../../contract/rpc/remoteError.ts'
import { WRITING_METHODS, type WorkbenchHandlers } from '../../contract/workbench.ts'
import type { SteeredBy } from '../../core/report/report.ts'
import { findDemoPlan } from '../demo/demoPlan.ts'
import { startDemoTarget, type StartTarget } from '../demo/demoTarget.ts'
import { reasonOf } from '../plans/planFolder.ts'
import type { SpawnEngine } from '../runs/engineProcess.ts'
import { createAnalysis } from '../reading/readerClient.ts'
import { openHistory } from '../storage/history.ts'
import { createActiveRuns } from './activeRuns.ts'
import { appHandlers } from './appHandlers.ts'
import { buildHandlers } from './buildHandlers.ts'
import { capacityHandlers } from './capacityHandlers.ts'
import { createDemo } from './demo.ts'
import { historyHandlers } from './historyHandlers.ts'
import { openHistoryToLookAt } from './historyToLookAt.ts'
import { guarded } from './guardedHandlers.ts'
import { createPlanCatalog } from './planCatalog.ts'
import { summarizeInBackground } from './olderRuns.ts'
import { planHandlers } from './planHandlers.ts'
import { watchPlans } from './planWatch.ts'
import { watchRuns } from './runChanges.ts'
import { runHandlers } from './runHandlers.ts'
import { createRunStarter } from './runStarter.ts'

export interface WorkbenchHostOptions {
  /** Absolute folder. */
  workspace: string
  /** Absolute; absent: `.loadwright/history.db` in the workspace. */
  historyFile?: string
  /** Version of this program. */
  program: string
  capabilities: Capabilities
  spawnEngine: SpawnEngine
  /** Absent: the target is a child process. */
  startTarget?: StartTarget
  /** What a shell keeps encrypted, by name. Variables of the environment win over it. */
  readSecrets?: () => Promise<Record<string, string>>
  /** Entry of the worker that reads the history. */
  readerFile: string
  /** Entry of the bundled target; the bundled plans are found from it. */
  targetFile: string
  /** What is written down as who steered. */
  by: SteeredBy
  /** A fault of ours, as a line. Never a secret. */
  log: (line: string) => void
  activeRunsChanged?: (runs: ActiveRun[]) => void
}

export interface WorkbenchHost {
  readonly handlers: WorkbenchHandlers
  /** Runs that go on in this process. */
  activeRuns(): ActiveRun[]
  /** Makes ready what the first who looks at a run waits for. */
  prepare(): void
  /** Stops what runs, and resolves when it is written and all is let go of. Called again with `now` it shortens that. */
  close(options: { stopRuns: 'graceful' | 'now' }): Promise<void>
}

/** The folder cannot be a workspace: a sentence. */
export class WorkspaceError extends Error {
  override name = 'WorkspaceError'
}

/** @throws WorkspaceError, HistoryError */
export function createWorkbenchHost(options: WorkbenchHostOptions): WorkbenchHost {
  const { program, capabilities, spawnEngine, readerFile, targetFile, by, log } = options
  const workspace = openFolder(options.workspace)
  const historyFile = options.historyFile ?? join(workspace, '.loadwright', 'history.db')
  const history = capabilities.write ? openHistory(historyFile) : openHistoryToLookAt(historyFile)
  const environment = async (): Promise<Record<string, string | undefined>> => ({
    ...(await options.readSecrets?.()),
    ...process.env,
  })
  const faultOf =
    (where: string) =>
    (error: unknown): void =>
      log(`${where}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  const changes = watchRuns(history, faultOf('Looking for changes of the history'), () => older.look())
  const active = createActiveRuns({
    changed: () => {
      changes.tell()
      options.activeRunsChanged?.(active.list())
    },
    fault: (id, error) => faultOf(`Run ${id}`)(error),
  })
  const older = summarizeInBackground({
    history,
    isBusy: () => active.list().length > 0,
    changed: () => changes.tell(),
    fault: faultOf('Numbers of older runs'),
  })
  const starter = createRunStarter({ workspace, history, spawnEngine, environment, log }, active)
  const catalog = createPlanCatalog(workspace, environment)
  const watch = watchPlans(workspace)
  const demo = createDemo({
    workspace,
    planFile: () => findDemoPlan(targetFile),
    startTarget: options.startTarget ?? (() => startDemoTarget(targetFile, [])),
  })
  const analysis = createAnalysis({ historyFile: history.file, workerFile: readerFile, log })
  const plans = planHandlers({ workspace, catalog, watch, spawnEngine })
  const runs = runHandlers({ history, active, starter, changes, by })
  const handlers: WorkbenchHandlers = {
    methods: {
      ...appHandlers({ program, capabilities, workspace, history, demo }),
      ...plans.methods,
      ...runs.methods,
      ...historyHandlers({ history, changes }),
      ...buildHandlers({ history, changes }),
      ...capacityHandlers(history),
      ...analysis.methods,
    },
    subscriptions: { ...plans.subscriptions, ...runs.subscriptions, ...analysis.streams },
  }
  let isClosed = false
  let closed: Promise<void> | null = null

  function refusalOf(method: string): CallError | null {
    if (isClosed) return new CallError('closed', 'Loadwright is being closed.')
    // Whoever serves it may refuse it sooner; here it is certain.
    return !capabilities.write && WRITING_METHODS.has(method)
      ? new CallError('readOnly', 'This workbench is read-only: nothing can be started or changed from here.')
      : null
  }

  async function letGo(): Promise<void> {
    isClosed = true
    older.end()
    watch.close()
    changes.close()
    await Promise.all([demo.close(), analysis.close()])
    history.close()
  }

  return {
    handlers: guarded(handlers, refusalOf),
    activeRuns: () => active.list(),
    prepare: () => analysis.prepare(),
    async close({ stopRuns }) {
      const stopped = starter.close().then(() => active.stopAll(stopRuns))
      closed ??= stopped.then(letGo)
      await Promise.all([stopped, closed])
    },
  }
}

/** The folder with links resolved, so that what lies in it can be told by its path. */
function openFolder(path: string): string {
  try {
    const folder = realpathSync(path)
    if (statSync(folder).isDirectory()) return folder
  } catch (error) {
    throw new WorkspaceError(`The workspace ${path} ${reasonOf(error)}. Choose another folder.`)
  }
  throw new WorkspaceError(`The workspace ${path} is not a folder. Choose another one.`)
}
