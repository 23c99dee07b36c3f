/**
 * What one run screen and all its sections look at: the run, the window of time, the filter, which latency, the crosshair. One is
 * created by RunScreen and injected everywhere below it, so that every chart and every table is about the same requests.
 */
import {
  computed,
  inject,
  provide,
  ref,
  shallowRef,
  watch,
  type ComputedRef,
  type InjectionKey,
  type Ref,
  type ShallowRef,
} from 'vue'
import type { AnalysisFilter, LatencyChoice, NamedWindow, RunWindow } from '../../../contract/methods/analysis.ts'
import type { RunTick } from '../../../contract/runTick.ts'
import type { WorkbenchClient } from '../../../contract/workbench.ts'
import type { OverlayMetric } from './endpoints/overlay.ts'
import type { RecentSeconds } from './recentSeconds.ts'
import {
  printRunLink,
  readRunLink,
  type RunLinkParams,
  type RunSection,
  type TimelineAxes,
  type TimelineForm,
} from './runLink.ts'
import { useRunSource, type RunSource } from './runSource.ts'
import { steadyComputed } from './steadyComputed.ts'
import {
  choiceFor,
  isSameWindow,
  namedWindows,
  numbersScopeOf,
  windowOf,
  type Extent,
  type NumbersScope,
  type WindowChoice,
} from './windowChoice.ts'

export interface RunLookStore extends Omit<RunSource, 'tick' | 'recent'> {
  readonly client: WorkbenchClient
  /** False: nothing is asked. */
  isShown: Readonly<Ref<boolean>>
  section: Ref<RunSection>

  /** What was chosen; set it to change the window. */
  choice: Ref<WindowChoice>
  /** What there is to choose. */
  windows: ComputedRef<NamedWindow[]>
  /**
   * The window that every chart and table is about; null before anything is written. While the run goes on it grows, at most every
   * five seconds: a query that depends on it is not asked more often.
   */
  window: ComputedRef<RunWindow | null>
  /** The same, growing every second: for what is brought up to date by ticks. */
  liveWindow: ComputedRef<RunWindow | null>
  /**
   * What tables and tiles are about: `window`, except while following, when charts show the last minutes and numbers are of the
   * run so far, without its warm-up.
   */
  numbersWindow: ComputedRef<RunWindow | null>
  /** What `numbersWindow` is called. */
  numbersScope: ComputedRef<NumbersScope>
  /** Makes a brushed window the window, or the named one that it is. */
  setWindow: (window: RunWindow) => void

  /** Replace it as a whole. */
  filter: ShallowRef<AnalysisFilter>
  latency: ShallowRef<LatencyChoice>
  /** Shown in charts, ascending. 100 stands for the largest value. */
  percentiles: ShallowRef<number[]>
  /** Seconds since the start; shared by all charts. */
  crosshair: Ref<number | null>
  /** The step of a chart that was clicked, for the inspector. */
  moment: ShallowRef<RunWindow | null>
  /** What the section of the timeline shows. */
  form: Ref<TimelineForm>
  axes: ShallowRef<TimelineAxes>
  /** Series that were hidden by their names, as in a link. See useHiddenSeries. */
  hidden: ShallowRef<readonly string[]>
  /** Seconds that are pinned, ascending: flags in charts over time. */
  pins: ShallowRef<readonly number[]>
  /** Keys of endpoints, in the order in which they were selected in their table. */
  selected: ShallowRef<readonly string[]>
  /** What is shown of those that lie over each other. */
  measure: Ref<OverlayMetric>

  /** Whatever the view is frozen at: for what is done to the run. */
  newestTick: RunSource['tick']
  /** The newest tick, or the one at which the view was frozen. */
  tick: ComputedRef<RunTick | null>
  /** The minute before it. */
  recent: ComputedRef<RecentSeconds>
  /** Second at which the view was frozen; null: it goes along. The run goes on either way. */
  frozenAtS: Readonly<Ref<number | null>>
  setFrozen: (isFrozen: boolean) => void

  /** Opens a section at a window and an endpoint, as a link of a finding does. What is not given stays. */
  show: (target: { section: RunSection; window?: RunWindow | null; endpoint?: AnalysisFilter['endpoint'] }) => void
  /** This view as the parameters of a link. */
  link: ComputedRef<Record<string, string>>
  /** Looks at what a link says, when it is not what is looked at. */
  follow: (link: RunLinkParams) => void
  /** Answers that were given, by their question: a section that is shown again shows them at once. See useRunQuery. */
  readonly answers: Map<string, { key: string; value: unknown }>
}

const key: InjectionKey<RunLookStore> = Symbol('run')

/** Grows `window` in steps of this. */
const SLOW_S = 5

export interface RunViewOptions {
  client: WorkbenchClient
  run: string
  /** The view to begin with. */
  link: RunLinkParams
  percentiles: readonly number[]
  isShown: Readonly<Ref<boolean>>
}

/** For RunScreen, and for tests within an effect scope. */
export function createRunView({ client, run, link: opened, percentiles, isShown }: RunViewOptions): RunLookStore {
  const { tick: newestTick, recent: newest, endS: writtenS, ...source } = useRunSource(client, run, isShown)
  const { view, isLive } = source
  const begin = readRunLink(opened)
  const section = ref(begin.section)
  // What is asked with them is cloned on its way, which a deep proxy cannot be.
  const filter = shallowRef(begin.filter)
  const latency = shallowRef(begin.latency)
  const crosshair = ref<number | null>(null)
  const moment = shallowRef<RunWindow | null>(null)
  const form = ref(begin.form)
  const axes = shallowRef(begin.axes)
  const hidden = shallowRef(begin.hidden)
  const pins = shallowRef(begin.pins)
  const selected = shallowRef(begin.selected)
  const measure = ref(begin.measure)

  const frozen = shallowRef<{ endS: number; tick: RunTick | null; recent: RecentSeconds } | null>(null)
  const endS = computed(() => frozen.value?.endS ?? writtenS.value)
  const tick = computed(() => (frozen.value ? frozen.value.tick : newestTick.value))

  const chosen = shallowRef<WindowChoice | null>(begin.choice)
  /** A run that goes on is followed; how it opens is decided once, so that nothing moves when it ends. */
  const suggested = shallowRef<WindowChoice>({ kind: 'judged' })
  const stopSuggesting = watch(view, (known) => {
    if (known === null) return
    suggested.value = { kind: isLive.value ? 'follow' : 'judged' }
    stopSuggesting()
  })
  const choice = computed({
    get: () => chosen.value ?? suggested.value,
    set: (value) => void (chosen.value = value),
  })

  const slowEndS = ref(0)
  watch(
    [endS, isLive, choice, filter, latency],
    ([written, live, ...asked], [, wasLive, ...askedBefore]) => {
      const isAskedAnew = asked.some((value, index) => value !== askedBefore[index]) || live !== wasLive
      if (
        !live ||
        isAskedAnew ||
        slowEndS.value === 0 ||
        written - slowEndS.value >= SLOW_S ||
        written < slowEndS.value
      )
        slowEndS.value = written
    },
    { flush: 'sync' },
  )

  const extentAt = (at: number): Extent | null => view.value && { view: view.value, endS: at, isLive: isLive.value }
  const windowAt = (which: WindowChoice, at: number): RunWindow | null => {
    const extent = extentAt(at)
    return extent && windowOf(which, extent)
  }
  const numbersChoice = computed<WindowChoice>(() =>
    choice.value.kind === 'follow' ? { kind: 'judged' } : choice.value,
  )

  function setWindow(window: RunWindow): void {
    const extent = extentAt(endS.value)
    if (extent) choice.value = choiceFor(window, extent)
  }

  const link = computed(() =>
    printRunLink({
      section: section.value,
      choice: chosen.value,
      filter: filter.value,
      latency: latency.value,
      form: form.value,
      axes: axes.value,
      hidden: hidden.value,
      pins: pins.value,
      selected: selected.value,
      measure: measure.value,
    }),
  )

  return {
    ...source,
    client,
    isShown,
    section,
    choice,
    windows: computed(() => {
      const extent = extentAt(endS.value)
      return extent ? namedWindows(extent) : []
    }),
    window: steadyComputed(() => windowAt(choice.value, slowEndS.value), isSameWindow),
    liveWindow: steadyComputed(() => windowAt(choice.value, endS.value), isSameWindow),
    numbersWindow: steadyComputed(() => windowAt(numbersChoice.value, slowEndS.value), isSameWindow),
    numbersScope: computed(() => numbersScopeOf(numbersChoice.value, view.value?.warmUpMs ?? 0)),
    setWindow,
    filter,
    latency,
    percentiles: shallowRef([...percentiles]),
    crosshair,
    moment,
    form,
    axes,
    hidden,
    pins,
    selected,
    measure,
    endS,
    newestTick,
    tick,
    recent: computed(() => frozen.value?.recent ?? newest.value),
    frozenAtS: computed(() => frozen.value?.endS ?? null),
    setFrozen(isFrozen) {
      frozen.value = isFrozen ? { endS: endS.value, tick: tick.value, recent: newest.value } : null
    },
    show(target) {
      if (target.window) setWindow(target.window)
      if (target.endpoint !== undefined) filter.value = { ...filter.value, endpoint: target.endpoint }
      section.value = target.section
    },
    link,
    follow(params) {
      const look = readRunLink(params)
      if (JSON.stringify(printRunLink(look)) === JSON.stringify(link.value)) return
      section.value = look.section
      chosen.value = look.choice
      filter.value = look.filter
      latency.value = look.latency
      form.value = look.form
      axes.value = look.axes
      hidden.value = look.hidden
      pins.value = look.pins
      selected.value = look.selected
      measure.value = look.measure
    },
    answers: new Map(),
  }
}

export function provideRunView(options: RunViewOptions): RunLookStore {
  const store = createRunView(options)
  shareRunView(store)
  return store
}

/** Everything below looks at what this looks at. */
export function shareRunView(store: RunLookStore): void {
  provide(key, store)
}

/** @throws Error outside of a RunScreen */
export function useRunView(): RunLookStore {
  const store = inject(key, null)
  if (store === null) throw new Error('There is no run here: this component belongs into a RunScreen.')
  return store
}
