/** Analysis as the host has it: questions go to threads that read the history, and what they answer comes back as it is. */
import { MessageChannel, Worker } from 'node:worker_threads'
import type { CallContext, Params, StreamContext, Value } from '../../contract/method.ts'
import { connectRpc, type Connection } from '../../contract/rpc/connectRpc.ts'
import { CallError, ConnectionLost, RemoteError } from '../../contract/rpc/remoteError.ts'
import { untilAborted } from '../../contract/rpc/untilAborted.ts'
import {
  eachMethod,
  type AnalysisContract,
  type AnalysisHandlers,
  type AnalysisMethod,
  type AnalysisStreams,
} from './analysisContract.ts'
import { chooseReader, isLong, isStepped, type Load } from './chooseReader.ts'
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
  streams: AnalysisStreams
  /** Starts a reader, so that the first question waits for none. */
  prepare(): void
  /** Calls under way fail. Resolves when no thread is left. */
  close(): Promise<void>
}

type Streams = AnalysisContract['subscriptions']
type StreamName = keyof Streams

/** One for what takes long, see chooseReader.ts; more would only take processors from the load. */
const READERS_AT_MOST = 2
/** How long a reader may finish what it is doing when it is to end. */
const END_WITHIN_MS = 1000

interface Reader extends Load {
  connection: Connection<AnalysisContract>
  end(): Promise<void>
}

/** Readers are started when there is something to ask, or soon will be, and again when one has died. */
export function createAnalysis(options: AnalysisOptions): Analysis {
  const readers = new Set<Reader>()
  const turn = createTurn()
  /** Long questions without a reader so far. */
  let longWaiting = 0
  let isClosed = false
  /** Of those that are not long: while one is under way nobody reads ahead, in whichever reader. */
  const asked: ReaderStart['asked'] = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))

  function start(): Reader {
    const started = startReader(options, asked, () => {
      readers.delete(started)
      turn.next()
    })
    readers.add(started)
    return started
  }

  /** Waits for its turn, unless nobody waits for the answer any more. */
  async function readerFor(name: AnalysisMethod, signal: AbortSignal): Promise<Reader> {
    const long = isLong(name)
    if (long) longWaiting++
    try {
      for (;;) {
        if (isClosed) throw new CallError('closed', 'The workbench is being closed.')
        signal.throwIfAborted()
        const question = { isLong: long, isStepped: isStepped(name), longWait: longWaiting > 0 }
        const chosen = chooseReader([...readers], READERS_AT_MOST, question)
        if (chosen === 'wait') {
          await Promise.race([turn.ended, untilAborted(signal)])
          continue
        }
        const reader = chosen === 'new' ? start() : chosen
        reader.calls++
        reader.hasLong ||= long
        return reader
      }
    } finally {
      if (long) longWaiting--
    }
  }

  async function call(name: AnalysisMethod, params: never, { signal }: CallContext): Promise<unknown> {
    const reader = await readerFor(name, signal)
    if (!isLong(name)) Atomics.add(asked, 0, 1)
    try {
      // A long one cannot be stopped, and its reader is taken until it is over, whoever still waits.
      return await reader.connection.call(name, params, isLong(name) ? {} : { signal })
    } catch (error) {
      throw asCallError(error)
    } finally {
      reader.calls--
      if (isLong(name)) reader.hasLong = false
      else Atomics.sub(asked, 0, 1)
      turn.next()
    }
  }

  /** All of them take long. */
  const streamOf =
    <K extends StreamName>(name: K) =>
    async (question: Params<Streams[K]>, { signal, emit }: StreamContext<Value<Streams[K]>>): Promise<void> => {
      const reader = await readerFor('run.report', signal)
      try {
        await streamed(reader.connection, name, question, emit, signal)
      } catch (error) {
        throw asCallError(error)
      } finally {
        reader.calls--
        reader.hasLong = false
        turn.next()
      }
    }
  const streams: AnalysisStreams = {
    'builds.compare': streamOf('builds.compare'),
    'runs.reports': streamOf('runs.reports'),
  }

  return {
    methods: eachMethod(call),
    streams,
    prepare() {
      if (!isClosed && readers.size === 0) start()
    },
    async close() {
      isClosed = true
      turn.next()
      await Promise.all([...readers].map((reader) => reader.end()))
    },
  }
}

/** Resolves when the stream has ended by itself, or nobody wants it any more. */
function streamed<K extends StreamName>(
  connection: Reader['connection'],
  name: K,
  question: Params<Streams[K]>,
  emit: (news: Value<Streams[K]>) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const unsubscribe = connection.subscribe(name, question, {
      value: emit,
      ended: (error) => (error === null ? resolve() : reject(error)),
    })
    signal.addEventListener(
      'abort',
      () => {
        unsubscribe()
        resolve()
      },
      { once: true },
    )
  })
}

/** Whoever waits is woken, and looks again, when something has ended. */
function createTurn(): { readonly ended: Promise<void>; next(): void } {
  let wakeUp: () => void
  let ended: Promise<void>
  function renew(): void {
    ended = new Promise((resolve) => (wakeUp = resolve))
  }
  renew()
  return {
    get ended() {
      return ended
    },
    next() {
      wakeUp()
      renew()
    },
  }
}

function startReader(
  { historyFile, workerFile, log }: AnalysisOptions,
  asked: ReaderStart['asked'],
  ended: () => void,
): Reader {
  const { port1, port2 } = new MessageChannel()
  const worker = new Worker(workerFile, {
    workerData: { historyFile, port: port2, asked } satisfies ReaderStart,
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
  const loaded = new Promise<void>((resolve) => worker.once('message', () => resolve()))
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
    hasLong: false,
    async end() {
      this.connection.close()
      // A thread that is ended by force while it is still loading can take the process with it.
      await Promise.race([loaded, exited])
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
