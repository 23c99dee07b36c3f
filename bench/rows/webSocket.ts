/** Request to reply over WebSockets: ours against a bare loop over `ws`. */
import { startSocketServer } from '../socketServer.ts'
import type { Group } from '../group.ts'
import { rowOf } from '../row.ts'
import { generate, planFile, runRounds } from '../rounds.ts'

const SOCKETS = 64
const BARE = 'a bare loop over ws'
const OURS = 'send with reply, checked and timed'

export const webSocket: Group = {
  name: 'webSocket',
  method: `${SOCKETS} WebSockets, one message at a time on each, answered with the same text by a server on the other core.`,
  async measure({ quick, log }) {
    const [rounds, seconds] = quick ? [3, 2] : [9, 4]
    const server = await startSocketServer('echo')
    log(`${rounds} rounds of ${seconds} s: ${BARE}, ${OURS}`)
    const measured = await runRounds(
      [
        { name: BARE, run: () => generate('bareSocket.ts', [`ws://${server.address}`, SOCKETS, seconds]) },
        {
          name: OURS,
          run: () => generate('loadwright.ts', [planFile('socket'), `http://${server.address}`, SOCKETS, seconds]),
        },
      ],
      rounds,
    )
    await server.close()
    return [
      rowOf({ id: 'webSocket.bare', what: BARE, unit: 'perCpuSecond', note: measured.note(BARE) }, measured.rate(BARE)),
      rowOf({ id: 'webSocket.ours', what: OURS, unit: 'perCpuSecond', note: measured.note(OURS) }, measured.rate(OURS)),
      rowOf(
        { id: 'webSocket.ofBare', what: `${OURS} ÷ ${BARE}`, unit: 'ratio', target: { atLeast: 0.8 } },
        measured.ratio(OURS, BARE),
      ),
    ]
  },
}
