import { expect, test } from 'vitest'
import { capacityCells } from './capacityCells.ts'

test('the quick form: what is demanded of capacity is met', () => {
  const cells = capacityCells(25)
  expect(cells.map(({ id }) => id)).toEqual(['U1', 'U1', 'U2', 'U2', 'U2', 'S3'])
  for (const { claim, reached, ok } of cells) expect(ok, `${claim}: ${reached}`).not.toBe(false)
})
