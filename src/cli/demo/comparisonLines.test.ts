import { createColors } from 'picocolors'
import { expect, test } from 'vitest'
import { healthyReport, inconclusiveReport } from '../../host/reports/reportFixtures.ts'
import type { TerminalStyle } from '../cliContext.ts'
import { criteriaTable } from './comparisonLines.ts'

const STYLE: TerminalStyle = {
  interactive: false,
  colour: false,
  unicode: true,
  columns: () => 120,
  paint: createColors(false),
}

test('signs that say nothing by themselves are explained, others are not', () => {
  expect(criteriaTable(healthyReport(), inconclusiveReport(), STYLE).at(-1)).toMatch(/^ {2}.*⊘ not trusted/)
  expect(criteriaTable(healthyReport(), inconclusiveReport(), STYLE).at(-1)).not.toContain('met')
  const ascii = criteriaTable(healthyReport(), inconclusiveReport(), { ...STYLE, unicode: false })
  expect(ascii.at(-1)).not.toMatch(/^ {2}not trusted/)
})
