/** The bundled system to practise on, and its example plan in the workspace. */
import { readFile, realpath, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { DemoTarget as DemoAnswer } from '../../contract/methods/app.ts'
import { CallError } from '../../contract/rpc/remoteError.ts'
import { DEMO_SCENARIO } from '../demo/demoPlan.ts'
import type { DemoTarget, StartTarget } from '../demo/demoTarget.ts'
import { makeFolder } from '../files/makeFolder.ts'
import { isInside, reasonOf } from '../plans/planFolder.ts'

export interface Demo {
  /** Puts the plan into the workspace, if it is not there, and starts the target, if it does not run. @throws CallError */
  start(): Promise<DemoAnswer>
  /** Ends the target. */
  close(): Promise<void>
}

export interface DemoParts {
  /** Absolute, links resolved. */
  workspace: string
  /** The bundled plan; its data files lie beside it. */
  planFile: () => string
  startTarget: StartTarget
}

const FOLDER = 'ai-automation'
const PLAN = 'ai-automation.plan.yaml'
const FILES = [PLAN, 'accounts.csv', 'admins.csv']

export function createDemo({ workspace, planFile, startTarget }: DemoParts): Demo {
  let target: Promise<DemoTarget> | null = null
  let isClosed = false

  function running(): Promise<DemoTarget> {
    if (target !== null) return target
    const starting = startTarget()
    const forget = (): void => {
      if (target === starting) target = null
    }
    target = starting
    starting.then(({ gone }) => gone.then(forget), forget)
    return starting
  }

  return {
    async start() {
      await copyPlan(dirname(planFile()), workspace)
      // Nobody would end it.
      if (isClosed) throw new CallError('closed', 'Loadwright is being closed.')
      try {
        const { url } = await running()
        return { url, plan: `${FOLDER}/${PLAN}`, scenario: DEMO_SCENARIO }
      } catch (error) {
        throw new CallError(
          'notStarted',
          error instanceof Error ? error.message : 'The bundled target could not be started.',
        )
      }
    },
    async close() {
      isClosed = true
      const ending = await target?.catch(() => null)
      await ending?.stop()
    },
  }
}

/** What is there stays as it is, whoever wrote it. */
async function copyPlan(from: string, workspace: string): Promise<void> {
  const folder = join(workspace, FOLDER)
  try {
    makeFolder(folder)
    if (!isInside(workspace, await realpath(folder))) {
      throw new CallError(
        'notStarted',
        `${FOLDER} in the workspace is a link to a place outside of it; the example plan is not written there.`,
      )
    }
    for (const name of FILES) await writeNew(join(folder, name), await readFile(join(from, name)))
  } catch (error) {
    if (error instanceof CallError) throw error
    throw new CallError('notStarted', `The example plan cannot be written: ${folder} ${reasonOf(error)}.`)
  }
}

async function writeNew(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(file, bytes, { flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}
