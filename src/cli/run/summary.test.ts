import { expect, test } from 'vitest'
import { criterionFixture, inconclusiveReport } from '../../host/reports/reportFixtures.ts'
import { PLAIN_STYLE } from '../testing/plainStyle.ts'
import { summaryLines } from './summary.ts'

const DOUBT = 'the generator was in the way for 18.50 % of the load; 5 % is the most'

test('what is true of criteria in a row is said once, below the last of them', () => {
  const report = inconclusiveReport()
  report.criteria = [
    criterionFixture({ subject: '/a', status: 'notTrusted', notes: [DOUBT] }),
    criterionFixture({ subject: '/b', status: 'notTrusted', notes: [DOUBT, 'p95 rests on the slowest 9 requests'] }),
    criterionFixture({ subject: '/c', status: 'tooFew', notes: ['only 41 successful requests'] }),
    criterionFixture({ subject: '/d', status: 'met', notes: ['only 41 successful requests'] }),
  ]
  const lines = summaryLines(report, PLAIN_STYLE)
  const criteria = lines.slice(lines.indexOf('criteria') + 1).map((line) => line.trim())
  expect(criteria.filter((line) => line === DOUBT)).toHaveLength(1)
  const at = (text: string): number => criteria.findIndex((line) => line.includes(text))
  const order = ['/a', '/b', DOUBT, '/c', 'only 41 successful requests', '/d'].map(at)
  expect(order).toEqual(order.toSorted((a, b) => a - b))
  expect(order).not.toContain(-1)
})
