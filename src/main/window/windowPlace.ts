/** Where the window is put: where it was, if that can still be seen and reached. */
import type { WindowPlace } from '../kept/settings.ts'

/** A screen's room for windows, as Electron's Display.workArea. */
export interface Area {
  x: number
  y: number
  width: number
  height: number
}

export const LEAST = { width: 720, height: 480 }
const USUAL = { width: 1440, height: 900 }
/** So much of the window's title bar must be on a screen that it can be taken hold of. */
const GRIP = { width: 120, height: 24 }

export interface Bounds {
  /** Left out: in the middle of the main screen. */
  x?: number
  y?: number
  width: number
  height: number
}

/** @param areas of the screens that there are now, the main one first */
export function placeWindow(kept: WindowPlace | null, areas: readonly Area[]): Bounds {
  const main = areas[0] ?? { x: 0, y: 0, ...USUAL }
  const size = (asked: { width: number; height: number }, within: Area) => ({
    width: Math.max(Math.min(asked.width, within.width), Math.min(LEAST.width, within.width)),
    height: Math.max(Math.min(asked.height, within.height), Math.min(LEAST.height, within.height)),
  })
  if (kept === null) return size(USUAL, main)
  const home = areas.find((area) => hasGrip(kept, area))
  return home === undefined ? size(kept, main) : { x: kept.x, y: kept.y, ...size(kept, home) }
}

function hasGrip(place: WindowPlace, area: Area): boolean {
  const visibleWidth = Math.min(place.x + place.width, area.x + area.width) - Math.max(place.x, area.x)
  const isTitleInside = place.y >= area.y && place.y + GRIP.height <= area.y + area.height
  return visibleWidth >= GRIP.width && isTitleInside
}
