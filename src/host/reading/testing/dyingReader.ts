/** A reader that dies in the middle of its first call, and lives from then on: `diedMark` beside the history says that it did. */
import { existsSync, writeFileSync } from 'node:fs'
import { workerData } from 'node:worker_threads'
import type { ReaderStart } from '../index.ts'

const { historyFile, port } = workerData as ReaderStart
const diedMark = `${historyFile}.died`
if (existsSync(diedMark)) await import('../index.ts')
else {
  port.on('message', (message: { type: string }) => {
    if (message.type !== 'call') return
    writeFileSync(diedMark, '')
    process.exit(1)
  })
}
