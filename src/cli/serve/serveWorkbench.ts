/** Serves the workbench until it is stopped. */
import type { Channel } from '../../contract/channel.ts'
import { serveRpc } from '../../contract/rpc/serveRpc.ts'
import { workbench, WRITING_METHODS } from '../../contract/workbench.ts'
import { EXIT_CODES } from '../../core/criteria/exitCode.ts'
import { childProcessEngines } from '../../host/runs/engineProcess.ts'
import { HistoryError } from '../../host/storage/historyError.ts'
import { createWorkbenchHost, WorkspaceError, type WorkbenchHost } from '../../host/workbench/workbenchHost.ts'
import { newToken } from '../../server/secrets.ts'
import { ServerError } from '../../server/serverError.ts'
import { startServer, type RunningServer } from '../../server/startServer.ts'
import { CommandError, type CliContext } from '../cliContext.ts'
import { plainLines, plainText } from '../terminal/plainText.ts'
import { canOpenBrowser, openBrowser } from './openBrowser.ts'
import type { ServeOptions } from './serveOptions.ts'
import { stopInOrder } from './stopInOrder.ts'

const LOOPBACK_ONLY = /^(127\.[\d.]+|::1|localhost)$/
const READ_ONLY = 'This workbench was started with --read-only: it shows plans and runs, and changes nothing.'

/**
 * @returns the exit code
 * @throws CommandError when it cannot be started
 */
export async function serveWorkbench(options: ServeOptions, context: CliContext): Promise<number> {
  const host = openHost(options, context)
  try {
    const server = await listen(host, options, context)
    host.prepare()
    try {
      // Signals are heard before anybody is told that it listens.
      const [exitCode] = await Promise.all([stopInOrder(host, context), announce(server, options, context)])
      return exitCode
    } finally {
      await server.close()
    }
  } finally {
    await host.close({ stopRuns: 'now' })
  }
}

function openHost({ workspace, historyFile, readOnly }: ServeOptions, context: CliContext): WorkbenchHost {
  try {
    return createWorkbenchHost({
      workspace,
      historyFile,
      program: context.version,
      capabilities: { write: !readOnly },
      spawnEngine: childProcessEngines(context.engineFile),
      readerFile: context.readerFile,
      targetFile: context.targetFile,
      by: 'browser',
      log: (line) => context.say(plainLines(line)),
    })
  } catch (error) {
    const isExpected = error instanceof HistoryError || error instanceof WorkspaceError
    throw isExpected ? new CommandError(EXIT_CODES.usage, error.message) : error
  }
}

async function listen(host: WorkbenchHost, options: ServeOptions, context: CliContext): Promise<RunningServer> {
  const serve = (channel: Channel): void =>
    serveRpc(channel, workbench, host.handlers, {
      program: context.version,
      refuse: (method) => (options.readOnly && WRITING_METHODS.has(method) ? READ_ONLY : null),
      onFault(method, error) {
        const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
        context.say(
          plainLines(`${method} failed. This is a bug of Loadwright, please report it with what follows.\n${trace}`),
        )
      },
    })
  try {
    const { rendererFolder } = context
    return await startServer({ host: options.host, port: options.port, token: newToken(), rendererFolder, serve })
  } catch (error) {
    if (!(error instanceof ServerError)) throw error
    const hint = error.code === 'portTaken' ? ' Choose another one with --port; 0 is any that is free.' : ''
    throw new CommandError(EXIT_CODES.usage, `${error.message}${hint}`)
  }
}

async function announce(server: RunningServer, options: ServeOptions, context: CliContext): Promise<void> {
  const say = (line: string): void => context.say(line)
  if (options.json) context.print(`${JSON.stringify({ listening: server.url })}\n`)
  say(
    `Loadwright ${context.version}, workspace ${plainText(options.workspace)}${options.readOnly ? ', read-only' : ''}`,
  )
  say('')
  for (const url of server.urls) say(`  ${context.err.paint.bold(url)}`)
  say('')
  if (!LOOPBACK_ONLY.test(options.host)) {
    say('Other machines can reach it. Whoever has the token may do what you may; the connection is not encrypted.')
  }
  const isOpened = options.open && canOpenBrowser(context) ? await openBrowser(server.ticketUrl(), context) : false
  say(isOpened ? 'It opens in the browser. Ctrl-C ends it.' : 'Open this address in a browser. Ctrl-C ends it.')
}
