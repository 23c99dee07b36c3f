/** Answers that several parts of the run screen show: asked once by RunScreen, injected by whoever shows them. */
import { storeToRefs } from 'pinia'
import { computed, inject, provide, type ComputedRef, type InjectionKey } from 'vue'
import type { TimelineView, WindowView } from '../../../contract/methods/analysis.ts'
import type { ReportCriterion } from '../../../core/report/report.ts'
import { useWindowParts } from '../../app/windowParts.ts'
import { formatElapsed } from '../../ui/format.ts'
import type { RunLookStore } from './runView.ts'
import { useRunQuery, type RunQuery } from './useRunQuery.ts'
import { useRunTimeline } from './useRunTimeline.ts'
import { useWholeRun } from './wholeRun.ts'

export interface RunAnswers {
  /** Tables and tiles: all numbers of `numbersWindow`, filtered. */
  numbers: RunQuery<WindowView>
  /** The whole run, all requests, coarse: for the overview strip and the strip of trust. */
  whole: RunQuery<TimelineView>
  /** The window, filtered, in the steps of the charts. Asked only while it is shown. */
  timeline: RunQuery<TimelineView>
  /** `numbersWindow` in at most 60 steps, filtered: for the lines of the tiles. Not asked while ticks bring them. */
  lines: RunQuery<TimelineView>
  /** Only the requests of an endpoint or user type are counted. */
  isFiltered: ComputedRef<boolean>
  /** Ticks count what is shown: all requests of all seconds. */
  isTicked: ComputedRef<boolean>
  /** Ticks count the requests of `numbersWindow`: all of them, since the warm-up. */
  isTickOfWindow: ComputedRef<boolean>
  /** Seconds of `numbersWindow` that are excluded as they are not trusted; null: none are to be, or it is not known yet. */
  leftOutS: ComputedRef<number | null>
  /** All of them: there is nothing to show. */
  isAllLeftOut: ComputedRef<boolean>
  /** The same of the window of charts over time, which is another one while they follow. */
  areChartsLeftOut: ComputedRef<boolean>
  /** What `numbers` cover: `run`; `run to 00:15` while it goes on, when they are asked for again every few seconds only. */
  numbersReach: ComputedRef<string>
  /** The same of what ticks keep fresh, where they are of the window. */
  freshReach: ComputedRef<string>
  /** Judged for the window; so far, while the run goes on. In the plan's order. */
  criteria: ComputedRef<readonly ReportCriterion[]>
}

const key: InjectionKey<RunAnswers> = Symbol('answers of the run')

/** Steps of the charts over their width; ux.md 2.7. */
export const CHART_POINTS = 900
const LINE_POINTS = 60
const SHOWS_TIMELINE: ReadonlySet<string> = new Set(['overview', 'timeline', 'latency'])
/** Only for the moment of the crosshair, in the inspector: their charts are of something else. */
const TELLS_TIMELINE: ReadonlySet<string> = new Set(['generator', 'setup'])

export function provideRunAnswers(store: RunLookStore): RunAnswers {
  const { section, form, choice, numbersWindow, numbersScope, filter, latency, percentiles, isLive, tick } = store
  /** The largest value has a column of its own. */
  const asked = (): number[] => percentiles.value.filter((p) => p < 100)
  const { inspector } = storeToRefs(useWindowParts())
  const showsTimeline = computed(() => {
    if (TELLS_TIMELINE.has(section.value)) return inspector.value.isOpen
    return SHOWS_TIMELINE.has(section.value) && (section.value !== 'timeline' || form.value === 'together')
  })
  const whole = useWholeRun(store)
  /** Once it is there, or cannot be: the first chart waits for nothing else to be read. */
  const hasWhole = computed(() => whole.data.value !== null || whole.error.value !== null)
  // Before the numbers: it takes the longest to draw, and is the soonest there when it was read ahead.
  const timeline = useRunTimeline(
    () =>
      showsTimeline.value && hasWhole.value
        ? { of: 'window', points: CHART_POINTS, filter: filter.value, latency: latency.value, percentiles: asked() }
        : null,
    store,
  )
  const numbers = useRunQuery(
    'run.window',
    () => numbersWindow.value && { window: numbersWindow.value, filter: filter.value },
    store,
  )
  const isFiltered = computed(() => filter.value.endpoint !== null || filter.value.userType !== null)
  const isTicked = computed(() => !isFiltered.value && !filter.value.trustedOnly)
  const isTickOfWindow = computed(
    () => isLive.value && isTicked.value && (choice.value.kind === 'follow' || choice.value.kind === 'judged'),
  )
  const numbersReach = computed(() =>
    isLive.value && numbers.data.value
      ? `${numbersScope.value} to ${formatElapsed(numbers.data.value.window.toS * 1000)}`
      : numbersScope.value,
  )
  const answers: RunAnswers = {
    numbers,
    numbersReach,
    freshReach: computed(() => (isTickOfWindow.value && tick.value ? numbersScope.value : numbersReach.value)),
    isFiltered,
    isTicked,
    isTickOfWindow,
    leftOutS: computed(() =>
      filter.value.trustedOnly && numbers.data.value && !numbers.isOld.value
        ? numbers.data.value.seconds.leftOut
        : null,
    ),
    isAllLeftOut: computed(
      () => filter.value.trustedOnly && numbers.data.value !== null && isAllLeftOut(numbers.data.value),
    ),
    areChartsLeftOut: computed(() => {
      if (!filter.value.trustedOnly || timeline.data.value === null || timeline.isOld.value) return false
      const { countedS } = timeline.data.value
      return countedS.length > 0 && countedS.every((lengthS) => lengthS === 0)
    }),
    criteria: computed(() =>
      isTickOfWindow.value && tick.value ? tick.value.criteria : (numbers.data.value?.criteria ?? []),
    ),
    whole,
    timeline,
    lines: useRunQuery(
      'run.timeline',
      () =>
        numbersWindow.value && hasWhole.value && !(isLive.value && tick.value && isTicked.value)
          ? {
              window: numbersWindow.value,
              points: LINE_POINTS,
              filter: filter.value,
              latency: latency.value,
              percentiles: [95],
            }
          : null,
      store,
    ),
  }
  shareRunAnswers(answers)
  return answers
}

/** Whether no second of a window is left to count. */
export function isAllLeftOut({ seconds }: Pick<WindowView, 'seconds'>): boolean {
  return seconds.counted === 0 && seconds.leftOut > 0
}

/** Everything below shows these. */
export function shareRunAnswers(answers: RunAnswers): void {
  provide(key, answers)
}

/** @throws Error outside of a RunScreen */
export function useRunAnswers(): RunAnswers {
  const answers = inject(key, null)
  if (answers === null) throw new Error('There is no run here: this component belongs into a RunScreen.')
  return answers
}
