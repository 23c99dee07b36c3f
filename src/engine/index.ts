/** The engine process: takes one shard, runs it, tells each second, and ends when its parent is gone. */
import type { FromEngine, ToEngine } from '../contract/engineMessages.ts'
import { parentChannel } from './channels.ts'
import { debugRun } from './debugRun.ts'
import { watchCode, type CodeLife } from './script/codeLife.ts'
import { readCode } from './script/readCode.ts'
import { prepareShard, ShardRun, type PreparedShard } from './shardRun.ts'

/** Built, all entries are in one folder. */
const STALL_WATCHER = new URL(
  import.meta.url.endsWith('.ts') ? './script/stallWatcher.ts' : './stallWatcher.js',
  import.meta.url,
)

const channel = parentChannel()
const post = (message: FromEngine): void => channel.post(message)
let prepared: PreparedShard | null = null
let run: ShardRun | null = null
/** Told to stop before the start. */
let isCalledOff = false
let code: CodeLife | null = null

function fail(error: unknown, bug: boolean): void {
  const text = error instanceof Error ? (bug ? (error.stack ?? error.message) : error.message) : String(error)
  post({ type: 'failed', message: text, bug })
}

// A mistake of ours must be seen as one, by the host; Electron's utility processes would only warn (style.md §3.4).
process.on('uncaughtException', (error) => {
  if (code?.isStray(error)) return
  fail(error, true)
  setImmediate(() => process.exit(1))
})
process.on('unhandledRejection', (error) => {
  if (!code?.isStray(error)) throw error
})
// The parent decides when a run ends; a Ctrl-C reaches the whole process group.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})
channel.onClose(() => process.exit(0))

channel.onMessage((raw) => {
  const message = raw as ToEngine
  switch (message.type) {
    case 'prepare':
      prepareShard(message.shard).then(
        (ready) => {
          prepared = ready
          code = watchCode(ready.shard.plan, STALL_WATCHER, {
            error: (message) => run?.codeError(message),
            failed: (message) => post({ type: 'failed', message, bug: false }),
          })
          post({ type: 'ready' })
        },
        (error: unknown) => fail(error, false),
      )
      return
    case 'debug':
      debugRun(
        message,
        (exchange) => post({ type: 'exchange', exchange }),
        (note) => {
          code = watchCode(message.plan, STALL_WATCHER, { error: note, failed: (text) => fail(new Error(text), false) })
        },
      ).then(
        () => post({ type: 'done' }),
        (error: unknown) => fail(error, false),
      )
      return
    case 'readCode':
      readCode(message.files, message.folder, message.environment).then(
        (modules) => post({ type: 'code', modules }),
        (error: unknown) => fail(error, true),
      )
      return
    case 'start':
      run = new ShardRun(prepared!, message.startAtMs, {
        second: (second) => post({ type: 'second', second }),
        done: () => post({ type: 'done' }),
      })
      run.start()
      if (isCalledOff) run.stop(false)
      return
    case 'load':
      run?.steer(message.load, message.fromMs)
      return
    case 'stop':
      if (run) run.stop(message.graceful)
      else isCalledOff = true
      return
  }
})
