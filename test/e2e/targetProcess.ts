/** The bundled target, as `loadwright target` starts it, on a free port. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface TargetProcess {
  url: string
  close(): Promise<void>
}

export async function startTargetProcess(args: string[] = []): Promise<TargetProcess> {
  const cli = join(import.meta.dirname, '../../bin/loadwright.js')
  const child = spawn(process.execPath, [cli, 'target', '--port', '0', '--json', '--history', '50', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  return {
    url: (JSON.parse(line) as { listening: string }).listening,
    close: async () => {
      child.kill('SIGTERM')
      await exited
    },
  }
}
