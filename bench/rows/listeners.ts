/** WebSockets that listen: what one costs in memory, what a message that arrives costs in time. */
import type { Group } from '../group.ts'
import { plainRow, rowOf } from '../row.ts'
import { generate, planFile, runRounds } from '../rounds.ts'
import { startSocketServer } from '../socketServer.ts'

const SOCKETS = 1000
const FEW = 64
const WARM_UP_S = 2
const BARE = 'a bare loop over ws'
const OURS = 'listen'
const OURS_FEW = 'listen, few'

export const listeners: Group = {
  name: 'listeners',
  method: `${SOCKETS} WebSockets that listen, each of which is sent about 20 messages a second; memory as in manyUsers.`,
  async measure({ quick, log }) {
    const [rounds, seconds] = quick ? [1, 4] : [3, 5]
    const server = await startSocketServer('broadcast')
    const bare = (sockets: number) =>
      generate('bareListener.ts', [`ws://${server.address}`, sockets, seconds, WARM_UP_S])
    const ours = (sockets: number) =>
      generate('listeners.ts', [planFile('listeners'), `http://${server.address}`, sockets, seconds, WARM_UP_S])
    log(`${rounds} rounds of ${seconds} s: ${BARE}, ${OURS}`)
    const measured = await runRounds(
      [
        { name: BARE, run: () => bare(SOCKETS) },
        { name: OURS, run: () => ours(SOCKETS) },
        { name: OURS_FEW, run: () => ours(FEW) },
      ],
      rounds,
    )
    await server.close()
    const arrived = measured.of(OURS).map(({ requests, wallSeconds }) => requests / wallSeconds)
    const more = measured.peakRssBytes(OURS) - measured.peakRssBytes(OURS_FEW)
    return [
      plainRow(
        { id: 'listeners.arrived', what: 'messages that arrived', unit: 'perSecond' },
        Math.min(...arrived),
        rounds,
      ),
      rowOf(
        { id: 'listeners.rate', what: `${SOCKETS} WebSockets, messages counted`, unit: 'perCpuSecond' },
        measured.rate(OURS),
      ),
      rowOf({ id: 'listeners.ofBare', what: `the same ÷ ${BARE}`, unit: 'ratio' }, measured.ratio(OURS, BARE)),
      plainRow(
        { id: 'listeners.memory', what: 'a WebSocket that listens', unit: 'KB' },
        more / (SOCKETS - FEW) / 1000,
        rounds,
      ),
    ]
  },
}
