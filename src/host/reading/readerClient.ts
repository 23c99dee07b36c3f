/** Analysis as the host has it: questions go to threads that read the history, and what they answer comes back as it is. */
import { MessageChannel, Worker } from 'node:worker_threads'
import type { CallContext } from '../../contract/method.ts'
import { connectRpc, type Connection } from '../../contract/rpc/connectRpc.ts'
import { CallError, ConnectionLost, RemoteError } from '../../contract/rpc/remoteError.ts'
import { eachMethod, type AnalysisContract, type AnalysisHandlers, type AnalysisMethod } from './analysisContract.ts'
import type { ReaderStart } from './index.ts'
import { workerChannel } from './workerChannel.ts'

export interface AnalysisOptions {
  /** Absolute; it need not be there yet. */
  historyFile: string
  /** Entry of the thread: `index.ts` beside this file, or what it was built to. */
  workerFile: string
  /** What a reader says of its faults. Absent: it goes to stderr. */
  log?: (line: string) => void
}

export interface Analysis {
  methods: AnalysisHandlers
  /** Calls under way fail. Resolves when no thread is left. */
  close(): Promise<void>
}

/** One that makes a report, say, is busy for seconds: others go to the second. More would only take processors from the load. */
const READERS_AT_MOST = 2
/** How long a reader may finish what it is doing when it is to end. */
const END_WITHIN_MS = 1000

interface Reader {
  connection: Connection<AnalysisContract>
  /** Calls under way. */
  calls: number
  end(): Promise<void>
}

/** Readers are started when there is something to ask, and again when one has died. */
export function createAnalysis(options: AnalysisOptions): Analysis {
  const readers = new Set<Reader>()
  let isClosed = false

  function leastBusy(): Reader {
    const [first] = [...readers].toSorted((one, other) => one.calls - other.calls)
    if (first !== undefined && (first.calls === 0 || readers.size >= READERS_AT_MOST)) return first
    const started = startReader(options, () => readers.delete(started))
    readers.add(started)
    return started
  }

  async function call(name: AnalysisMethod, params: never, { signal }: CallContext): Promise<unknown> {
    if (isClosed) throw new CallError('closed', 'The workbench is being closed.')
    const reader = leastBusy()
    reader.calls++
    try {
      return await reader.connection.call(name, params, { signal })
    } catch (error) {
      throw asCallError(error)
    } finally {
      reader.calls--
    }
  }

  return {
    methods: eachMethod(call),
    async close() {
      isClosed = true
      await Promise.all([...readers].map((reader) => reader.end()))
    },
  }
}

function startReader({ historyFile, workerFile, log }: AnalysisOptions, ended: () => void): Reader {
  const { port1, port2 } = new MessageChannel()
  const worker = new Worker(workerFile, {
    workerData: { historyFile, port: port2 } satisfies ReaderStart,
    transferList: [port2],
    // Not those of the host, which may be made for it alone.
    execArgv: [],
    stderr: log !== undefined,
  })
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  if (log !== undefined) worker.stderr.on('data', (text: Buffer) => log(String(text).trimEnd()))
  worker.on('error', (error) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    if (log === undefined) console.error(text)
    else log(`A reader of the history failed: ${text}`)
  })
  // The port closes with the thread as well; but one that never came so far has not taken its end.
  void exited.then(() => port1.close())
  return {
    connection: connectRpc<AnalysisContract>({
      open: async () => workerChannel(port1),
      once: true,
      onState: ({ kind }) => {
        if (kind === 'lost') ended()
      },
    }),
    calls: 0,
    async end() {
      this.connection.close()
      const timer = setTimeout(() => void worker.terminate(), END_WITHIN_MS)
      await exited
      clearTimeout(timer)
    },
  }
}

/** Errors of a reader are meant for whoever asked, as those of the host are; its faults are its own, and in the log. */
function asCallError(error: unknown): unknown {
  if (error instanceof ConnectionLost)
    return new CallError('readerLost', 'The reader of the history ended before the answer came. Ask again.')
  return error instanceof RemoteError ? new CallError(error.code, error.message) : error
}
