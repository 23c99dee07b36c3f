/** The workbench as `loadwright serve` gives it, in a process of its own on cores of its own. */
import { serveWorkbench, type ServedWorkbench, type Workspace } from '../../test/e2e/workbench.ts'
import { pinProcess } from '../cores.ts'

/** @param cores as `taskset` takes them */
export async function servePinned(workspace: Workspace, cores: string): Promise<ServedWorkbench & { pid: number }> {
  const served = await serveWorkbench(workspace)
  const { pid } = served.process
  if (pid === undefined) throw new Error('`loadwright serve` was started and has no process.')
  pinProcess(pid, cores)
  return { ...served, pid }
}
