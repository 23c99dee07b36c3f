/** Which stretch of a run is looked at, as it was chosen, and what that is in seconds at this moment of the run. */
import type { NamedWindow, RunView, RunWindow } from '../../../contract/methods/analysis.ts'
import { formatElapsed } from '../../ui/format.ts'

/**
 * `follow`: the last five minutes, moving along while the run goes on. Plateaus count from 0. A choice is kept as a choice, so
 * that a window of a run that goes on grows with it.
 */
export type WindowChoice =
  | { kind: 'whole' }
  | { kind: 'judged' }
  | { kind: 'plateau'; index: number }
  | { kind: 'follow' }
  | { kind: 'custom'; fromS: number; toS: number }

export const FOLLOW_S = 300

/**
 * What numbers of a choice are called. `run` is all of it: one that has a warm-up is judged without that, live as well as later, and so
 * are numbers while charts follow.
 */
export type NumbersScope = 'run' | 'without warm-up' | 'window'

export function numbersScopeOf({ kind }: WindowChoice, warmUpMs: number): NumbersScope {
  if (kind === 'whole') return 'run'
  if (kind === 'judged' || kind === 'follow') return warmUpMs > 0 ? 'without warm-up' : 'run'
  return 'window'
}

/** What is known of the run by now. */
export interface Extent {
  view: Pick<RunView, 'windows' | 'warmUpMs'>
  /** Whole seconds that are written. */
  endS: number
  isLive: boolean
}

/**
 * The named windows as they are at `endS`: those that reach to the end of what is written grow with it while the run goes on.
 * Empty where nothing is written yet.
 */
export function namedWindows({ view, endS, isLive }: Extent): NamedWindow[] {
  if (endS < 1) return []
  const cut = (windows: NamedWindow[]): NamedWindow[] =>
    windows.map((window) => ({ ...window, toS: Math.min(window.toS, endS) })).filter(({ fromS, toS }) => toS > fromS)
  // A view that was frozen while the run went on ends before the run.
  if (!isLive) return cut(view.windows)
  const whole: NamedWindow = { kind: 'whole', name: 'Whole run', fromS: 0, toS: endS }
  const judgedFromS = Math.ceil(view.warmUpMs / 1000)
  const judged: NamedWindow[] =
    judgedFromS > 0 && judgedFromS < endS
      ? [{ kind: 'judged', name: 'Without warm-up', fromS: judgedFromS, toS: endS }]
      : []
  return [whole, ...judged, ...cut(view.windows.filter(({ kind }) => kind === 'plateau'))]
}

/** The window of that name; undefined: this run has none. */
function namedWindow(
  choice: Extract<WindowChoice, { kind: NamedWindow['kind'] }>,
  extent: Extent,
): NamedWindow | undefined {
  const ofKind = namedWindows(extent).filter(({ kind }) => kind === choice.kind)
  return ofKind[choice.kind === 'plateau' ? choice.index : 0]
}

/** Null where nothing is written yet. A choice that this run does not have is the whole run. */
export function windowOf(choice: WindowChoice, extent: Extent): RunWindow | null {
  const { endS } = extent
  if (endS < 1) return null
  switch (choice.kind) {
    case 'follow':
      return { fromS: Math.max(0, endS - FOLLOW_S), toS: endS }
    case 'custom':
      return within(choice, endS)
    case 'whole':
      return { fromS: 0, toS: endS }
    case 'judged':
    case 'plateau': {
      const { fromS, toS } = namedWindow(choice, extent) ?? { fromS: 0, toS: endS }
      return { fromS, toS }
    }
    default:
      return choice satisfies never
  }
}

/** The part of a window that lies in [0, endS), at least a second long. `endS` is at least 1. */
export function within({ fromS, toS }: RunWindow, endS: number): RunWindow {
  const from = Math.min(Math.max(0, Math.floor(fromS)), endS - 1)
  return { fromS: from, toS: Math.min(Math.max(from + 1, Math.ceil(toS)), endS) }
}

/** `1:00–12:30`, since the start of the run. */
export function windowText({ fromS, toS }: RunWindow): string {
  return `${formatElapsed(fromS * 1000)}–${formatElapsed(toS * 1000)}`
}

/** What was chosen, in words. */
export function choiceName(choice: WindowChoice, extent: Extent): string {
  switch (choice.kind) {
    case 'follow':
      return extent.isLive ? 'Last 5 min, following' : 'Last 5 min'
    case 'custom':
      return 'Custom'
    case 'whole':
    case 'judged':
    case 'plateau':
      return namedWindow(choice, extent)?.name ?? 'Whole run'
    default:
      return choice satisfies never
  }
}

/** The named window that is exactly this one, or a custom one: a brush that covers all of it is the whole run. */
export function choiceFor(window: RunWindow, extent: Extent): WindowChoice {
  let plateaus = 0
  for (const named of namedWindows(extent)) {
    const index = named.kind === 'plateau' ? plateaus++ : 0
    if (!isSameWindow(named, window)) continue
    return named.kind === 'plateau' ? { kind: 'plateau', index } : { kind: named.kind }
  }
  return { kind: 'custom', fromS: window.fromS, toS: window.toS }
}

export function isSameWindow(one: RunWindow | null, other: RunWindow | null): boolean {
  return one === other || (one?.fromS === other?.fromS && one?.toS === other?.toS)
}
