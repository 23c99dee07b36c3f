/**
 * A thread beside the engine's own. When that one has stopped turning its event loop, this one looks where it is, with V8's
 * debugger, and when it is in code of the user's that does not come to an end, ends that code: nothing inside the thread could.
 */
import { Session, type Debugger } from 'node:inspector'
import { parentPort, workerData } from 'node:worker_threads'
import type { StallReport, StallWatcherData } from './stallWatch.ts'

const { beats, folderUrl, stallTurns, stuckTurns, turnMs } = workerData as StallWatcherData
const beat = new Int32Array(beats)
let lastBeat = -1
/** Turns of this thread's timer since the other one has turned. Not time: when both were held up, nobody is to blame. */
let still = 0

setInterval(() => {
  const now = Atomics.load(beat, 0)
  if (now !== lastBeat) {
    lastBeat = now
    still = 0
    return
  }
  still++
  if (still === stallTurns) look(false)
  else if (still === stuckTurns) look(true)
}, turnMs)

/** Where the code is; `end`: and no further. */
function look(end: boolean): void {
  const session = new Session()
  const urls = new Map<string, string>()
  session.connectToMainThread()
  session.on('Debugger.scriptParsed', ({ params }) => urls.set(params.scriptId, params.url))
  session.once('Debugger.paused', ({ params }) => {
    const frame = params.callFrames.find(({ location }) => urls.get(location.scriptId)?.startsWith(folderUrl))
    if (frame !== undefined) tell({ kind: end ? 'stuck' : 'stall', ...placeOf(frame, urls) })
    if (end && frame !== undefined) session.post('Runtime.terminateExecution')
    session.post('Debugger.resume')
    session.post('Debugger.disable', () => session.disconnect())
  })
  session.post('Debugger.enable')
  session.post('Debugger.pause')
}

function placeOf({ location }: Debugger.CallFrame, urls: Map<string, string>): Omit<StallReport, 'kind'> {
  return {
    url: urls.get(location.scriptId)!,
    line: location.lineNumber + 1,
    column: (location.columnNumber ?? 0) + 1,
  }
}

function tell(report: StallReport): void {
  parentPort!.postMessage(report)
}
