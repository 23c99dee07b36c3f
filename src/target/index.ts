/**
 * Entry of the target's process. Ends in order on SIGTERM, on SIGINT, at a message of Electron's main process, and when the parent that
 * started it with an IPC channel is gone, so that no server is left behind.
 */
import { HELP, readArguments } from './arguments.ts'
import { KnobError } from './knobs.ts'
import type { Target } from './server.ts'
import { startTarget } from './server.ts'

let target: Target | undefined
let stopping = false

function stop(): void {
  // A second signal while it ends means now.
  if (stopping) process.exit(1)
  stopping = true
  // While it starts there is nothing to end yet: exiting removes the database.
  if (target === undefined) process.exit(0)
  target.close().then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`target: ${String(error)}\n`)
      process.exit(1)
    },
  )
}

try {
  const wanted = readArguments(process.argv.slice(2))
  switch (wanted.kind) {
    case 'help':
      process.stdout.write(HELP)
      break
    case 'start':
      process.on('SIGTERM', stop)
      process.on('SIGINT', stop)
      process.on('disconnect', stop)
      // Of Electron's main process, which has one message for it.
      ;(process as { parentPort?: NodeJS.EventEmitter }).parentPort?.on('message', stop)
      target = await startTarget(wanted.options)
      process.stdout.write(
        wanted.json
          ? `${JSON.stringify({ listening: target.url })}\n`
          : `The target listens at ${target.url}. Log in as user1 with the password ${
              wanted.options.password === undefined ? 'demo' : 'that was given'
            }; Ctrl-C ends it.\n`,
      )
      break
    default:
      wanted satisfies never
  }
} catch (error) {
  process.stderr.write(`target: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(error instanceof KnobError ? 2 : 1)
}
