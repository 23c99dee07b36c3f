/** What the keys of a focused chart do: the same in every chart that has a time axis. */

export type ChartAction =
  | { do: 'move'; by: number }
  | { do: 'moveToEnd'; end: 'first' | 'last' }
  | { do: 'windowStart' | 'windowEnd' | 'reset' | 'cancel' | 'scale' | 'clock' | 'mark' | 'copy' | 'pick' | 'nextLane' }
  | { do: 'moveRow'; by: number }
  /** Of the axis of values: its upper or lower half is all of it. */
  | { do: 'halve'; half: 'upper' | 'lower' }
  | { do: 'zoom'; factor: number }
  | { do: 'togglePercentile'; number: number }

/** The percentiles that the keys 1 to 7 show and hide, as ids of series. */
export const PERCENTILE_KEYS = ['p50', 'p75', 'p90', 'p95', 'p99', 'p99.9', 'max'] as const

export const ZOOM_FACTOR = 2
const FAR = 10

export interface Keystroke {
  key: string
  shiftKey: boolean
  ctrlKey: boolean
  altKey: boolean
  metaKey: boolean
}

/** @returns null for keys that are somebody else's: with Ctrl, Alt or Cmd they always are */
export function chartAction({ key, shiftKey, ctrlKey, altKey, metaKey }: Keystroke): ChartAction | null {
  if (ctrlKey || altKey || metaKey) return null
  if (/^[1-7]$/.test(key)) return { do: 'togglePercentile', number: Number(key) - 1 }
  switch (key.length === 1 ? key.toLowerCase() : key) {
    case 'ArrowLeft':
      return { do: 'move', by: shiftKey ? -FAR : -1 }
    case 'ArrowRight':
      return { do: 'move', by: shiftKey ? FAR : 1 }
    case 'ArrowUp':
      return shiftKey ? { do: 'halve', half: 'upper' } : { do: 'moveRow', by: 1 }
    case 'ArrowDown':
      return shiftKey ? { do: 'halve', half: 'lower' } : { do: 'moveRow', by: -1 }
    case 'Home':
      return { do: 'moveToEnd', end: 'first' }
    case 'End':
      return { do: 'moveToEnd', end: 'last' }
    case '[':
      return { do: 'windowStart' }
    case ']':
      return { do: 'windowEnd' }
    case 'y':
      return { do: 'nextLane' }
    case 'z':
      return { do: 'reset' }
    case 'Escape':
      return { do: 'cancel' }
    case '+':
    case '=':
      return { do: 'zoom', factor: 1 / ZOOM_FACTOR }
    case '-':
    case '_':
      return { do: 'zoom', factor: ZOOM_FACTOR }
    case 'l':
      return { do: 'scale' }
    case 'e':
      return { do: 'clock' }
    case 'm':
      return { do: 'mark' }
    case 'c':
      return { do: 'copy' }
    case 'Enter':
      return { do: 'pick' }
    default:
      return null
  }
}
