/**
 * How strong chance alone makes changes: the distribution, without any change, of the number by which the trend decides
 * (core/trend/elimination.ts), simulated with the trend's own code and written to core/trend/thresholdTable.ts after every cell.
 *
 *   npm run calibrate [-- --series 20000 --longest 10000]
 *
 * Needed again whenever the search itself changes: changePoints.ts and what it imports.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { seededStream } from '../../src/core/statistics/seededStream.ts'
import { changePoints } from '../../src/core/trend/changePoints.ts'
import { normalNumbers } from './normalNumbers.ts'

const LENGTHS = [
  8, 9, 10, 11, 12, 13, 15, 17, 20, 25, 30, 40, 50, 70, 100, 140, 200, 280, 400, 700, 1_000, 2_000, 5_000, 10_000,
]
const CHANCES = [0.5, 0.3, 0.2, 0.1, 0.05, 0.03, 0.02, 0.01, 0.005, 0.003, 0.002, 0.001, 0.0005]
const SEED = 'loadwright trend thresholds 1'

const { values: options } = parseArgs({
  options: {
    series: { type: 'string', default: '20000' },
    longest: { type: 'string', default: '10000' },
    file: { type: 'string', default: join(import.meta.dirname, '../../src/core/trend/thresholdTable.ts') },
  },
})
const series = Number(options.series)
const date = new Date().toISOString().slice(0, 10)
const rows: string[] = []

for (const length of LENGTHS.filter((candidate) => candidate <= Number(options.longest))) {
  const startMs = performance.now()
  const random = seededStream(SEED, String(length))
  const weights = new Float64Array(length).fill(1)
  const peaks = Float64Array.from({ length: series }, () => {
    const numbers = normalNumbers(random, length)
    return changePoints(numbers, weights, Infinity, { autocorrelation: null, leastVariance: 0 }).peak
  }).toSorted()
  const quantiles = CHANCES.map((chance) => peaks[Math.min(series - 1, Math.ceil(series * (1 - chance)))]!)
  const strengths = quantiles.map((value) => Number(value.toFixed(3))).join(', ')
  rows.push(`    {
      builds: ${length},
      series: ${series},
      strengths: [${strengths}],
    },`)
  console.log(`${length} builds: ${quantiles[7]!.toFixed(2)} at 1 %, ${Math.round(performance.now() - startMs)} ms`)
  write()
}

function write(): void {
  const text = `/** Written by bench/analysis/calibrate.ts (\`npm run calibrate\`); not by hand. */

export const THRESHOLD_TABLE = {
  /** Name of the random streams (seededStream.ts): with it the table is made again, digit by digit. */
  seed: '${SEED}',
  date: '${date}',
  /** Chances that the columns of \`strengths\` are exceeded with, in a series without change. */
  chances: [${CHANCES.join(', ')}],
  rows: [
${rows.join('\n')}
  ],
} as const
`
  writeFileSync(options.file, text)
}
