/**
 * The thread that reads the history for those who look at runs: the host's own thread has the ticks of runs to handle, and reading an hour
 * of many endpoints takes longer than one.
 */
import { setPriority } from 'node:os'
import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { serveRpc } from '../../contract/rpc/serveRpc.ts'
import { analysisContract } from './analysisContract.ts'
import { analysisHandlers } from './analysisHandlers.ts'
import { workerChannel } from './workerChannel.ts'

/** What the thread is started with. */
export interface ReaderStart {
  historyFile: string
  port: MessagePort
  /** How many questions that somebody waits for all readers have. Shared by them. */
  asked: Int32Array<SharedArrayBuffer>
}

const { historyFile, port, asked } = workerData as ReaderStart
giveWay()
const analysis = analysisHandlers(historyFile, () => Atomics.load(asked, 0) > 0)
const channel = workerChannel(port)
serveRpc(
  channel,
  analysisContract,
  { methods: analysis.methods, subscriptions: analysis.streams },
  { program: 'reader', onFault: (method, error) => console.error(`${method}:`, error) },
)
channel.onClose(() => analysis.close())
parentPort?.postMessage('loaded')

/** A load that is being made needs the processors more than someone who looks at it. Only on Linux does this concern the thread alone. */
function giveWay(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(10)
  } catch {
    // Where it is not allowed, it reads at the usual pace.
  }
}
