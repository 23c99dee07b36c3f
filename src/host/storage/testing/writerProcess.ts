/**
 * A process that writes a run, for tests of what happens when it is killed or not alone:
 * `node writerProcess.ts FILE SECONDS LABEL`. Says `ready ID`, waits for a line on stdin, then says each second it has written;
 * without end and without pause when SECONDS is 0.
 */
import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { openHistory } from '../history.ts'
import { COMPLETED, newRun, secondOf, seriesOf } from './syntheticSeconds.ts'

const [file = '', seconds = '0', label = ''] = process.argv.slice(2)
const history = openHistory(file)
const writer = history.startRun(newRun({ build: { label, commit: null, branch: null }, startedAtMs: Date.now() }))
say(`ready ${writer.id}`)
await once(process.stdin, 'data')
for (let t = 0; Number(seconds) === 0 || t < Number(seconds); t++) {
  writer.writeSecond(
    secondOf(t, [
      { series: seriesOf('GET /'), latenciesUs: [1000 + t, 2000 + t], servicesUs: null },
      { series: seriesOf('GET /', 'failed'), latenciesUs: [300 + t], servicesUs: null },
    ]),
  )
  say(`second ${t}`)
}
writer.finish(COMPLETED)
history.close()
process.exit(0)

/** At once: a killed process must not have said less than it did, nor more. */
function say(line: string): void {
  writeSync(1, `${line}\n`)
}
