/** A reader that takes longer to load than one may take to end: a file beside the history, `.ended`, says that it ended by itself. */
import { writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { workerData } from 'node:worker_threads'
import type { ReaderStart } from '../index.ts'

const { historyFile } = workerData as ReaderStart
process.on('exit', () => writeFileSync(`${historyFile}.ended`, ''))
await setTimeout(1500)
await import('../index.ts')
