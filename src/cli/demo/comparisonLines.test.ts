import { expect, test } from 'vitest'
import { healthyReport, inconclusiveReport } from '../../host/reports/reportFixtures.ts'
import { PLAIN_STYLE } from '../testing/plainStyle.ts'
import { criteriaTable } from './comparisonLines.ts'

test('signs that say nothing by themselves are explained, others are not', () => {
  expect(criteriaTable(healthyReport(), inconclusiveReport(), PLAIN_STYLE).at(-1)).toMatch(/^ {2}.*⊘ not trusted/)
  expect(criteriaTable(healthyReport(), inconclusiveReport(), PLAIN_STYLE).at(-1)).not.toContain('met')
  const ascii = criteriaTable(healthyReport(), inconclusiveReport(), { ...PLAIN_STYLE, unicode: false })
  expect(ascii.at(-1)).not.toMatch(/^ {2}not trusted/)
})
