/**
 * `npm run accuracy`: the same plan run by Locust and by Loadwright against the bundled target, several times in
 * alternation; whether they count and time the same. Ten minutes; needs Locust (Debian: python3-locust).
 *
 *   --quick         two rounds of 15 s, nothing is kept
 *   --rounds 5      of each tool
 *   --seconds 60    a round
 *   --write-docs    puts the result into docs/accuracy.md
 *
 * Ends with 1 when they do not agree.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { ACCURACY_RESULTS_FILE, printStudy, writeAccuracyPage, type AccuracyResults } from './accuracy/document.ts'
import { runStudy } from './accuracy/study.ts'
import { currentCommit, describeMachine } from './results.ts'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '60' },
    'write-docs': { type: 'boolean', default: false },
  },
})
const [rounds, seconds] = options.quick ? [2, 15] : [Number(options.rounds), Number(options.seconds)]
if (!(rounds >= 1 && seconds >= 1)) throw new Error('--rounds and --seconds must be numbers from 1 on')
const study = await runStudy({ rounds, seconds, log: (line) => process.stderr.write(`  … ${line}\n`) })
const results: AccuracyResults = {
  schemaVersion: 1,
  at: new Date().toISOString(),
  commit: currentCommit(),
  machine: describeMachine(),
  study,
}
printStudy(study, (text) => process.stdout.write(text))
if (!options.quick) {
  writeFileSync(ACCURACY_RESULTS_FILE, `${JSON.stringify(results, null, 2)}\n`)
  if (options['write-docs']) writeAccuracyPage(results)
}
process.exitCode = Object.values(study.verdict).every(Boolean) ? 0 : 1
