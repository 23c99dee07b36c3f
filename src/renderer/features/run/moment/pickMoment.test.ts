import { expect, test } from 'vitest'
import { stepWindow } from './pickMoment.ts'

test.each([
  [0, { fromS: 0, stepS: 5 }, { fromS: 0, toS: 5 }],
  [4, { fromS: 0, stepS: 5 }, { fromS: 0, toS: 5 }],
  [5, { fromS: 0, stepS: 5 }, { fromS: 5, toS: 10 }],
  // Steps are counted from where the chart begins, not from the start of the run.
  [14, { fromS: 3, stepS: 5 }, { fromS: 13, toS: 18 }],
  [7, { fromS: 7, stepS: 1 }, { fromS: 7, toS: 8 }],
])('second %i is in the step of the chart that holds it', (second, grid, window) => {
  expect(stepWindow(second, grid)).toEqual(window)
})
