/** Modules of a plan, read in a process of their own: whatever their code does, this one goes on, and secrets and files of it are its own. */
import type { FromEngine, ToEngine } from '../../contract/engineMessages.ts'
import type { CodeModule } from '../../core/plan/codeTree.ts'
import { formatDurationCompact } from '../../core/units/duration.ts'
import type { SpawnEngine } from '../runs/engineProcess.ts'

export interface CodeFiles {
  /** Absolute. */
  files: string[]
  /** Of the plan, absolute. */
  folder: string
  environment: Record<string, string>
}

/** Never rejects: what cannot be read is an answer like any other. One answer a file. */
export type ReadCode = (request: CodeFiles) => Promise<CodeModule[]>

/** Code that only says what a plan is takes milliseconds; what waits for something may never end. */
const PATIENCE_MS = 20_000

export function codeReader(spawn: SpawnEngine, patienceMs = PATIENCE_MS): ReadCode {
  return ({ files, folder, environment }) => {
    if (files.length === 0) return Promise.resolve([])
    return new Promise((resolve) => {
      const reader = spawn()
      const end = (modules: CodeModule[]): void => {
        clearTimeout(timer)
        resolve(modules)
        reader.kill()
      }
      const fail = (message: string): void =>
        end(files.map(() => ({ ok: false, message, file: null, line: 0, column: 0 })))
      const timer = setTimeout(
        () =>
          fail(
            `it has not come to its end within ${formatDurationCompact(patienceMs)}; it may only say what the plan is`,
          ),
        patienceMs,
      )
      reader.onExit((how) => fail(`it ended the process that read it (${how})`))
      reader.channel.onMessage((raw) => {
        const message = raw as FromEngine
        if (message.type === 'code') end(message.modules)
        else if (message.type === 'failed') fail(message.message)
      })
      reader.channel.post({ type: 'readCode', files, folder, environment } satisfies ToEngine)
    })
  }
}
