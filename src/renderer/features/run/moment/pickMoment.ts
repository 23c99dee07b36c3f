/** A click in a chart over time, or Enter at its crosshair: the step there is what the inspector tells of. */
import type { RunWindow } from '../../../../contract/methods/analysis.ts'
import { useRunView } from '../runView.ts'

/** Steps of a chart: the begin of the first one, and how long each is. */
export interface StepGrid {
  fromS: number
  stepS: number
}

/** Of an answer in steps. */
export function gridOf({ window, stepS }: { window: RunWindow; stepS: number }): StepGrid {
  return { fromS: window.fromS, stepS }
}

/** The step that holds the second. */
export function stepWindow(second: number, { fromS, stepS }: StepGrid): RunWindow {
  const begin = fromS + Math.floor((second - fromS) / stepS) * stepS
  return { fromS: begin, toS: begin + stepS }
}

export function usePickMoment(): (second: number, grid: StepGrid) => void {
  const { moment } = useRunView()
  return (second, grid) => (moment.value = stepWindow(second, grid))
}
