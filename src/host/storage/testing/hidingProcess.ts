/** A process that deletes runs and then dies without closing the history: `node hidingProcess.ts FILE ID…`. Says `hidden` and waits. */
import { writeSync } from 'node:fs'
import { openHistory } from '../history.ts'

const [file = '', ...ids] = process.argv.slice(2)
openHistory(file).hideRuns(ids)
writeSync(1, 'hidden\n')
process.stdin.resume()
