/** What the shell remembers from one start to the next. Settings of the page are the page's. */
import { join } from 'node:path'
import { z } from 'zod'
import { openKeptFile } from './keptFile.ts'

const MOST_RECENT = 10

const placeSchema = z.strictObject({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
  isMaximised: z.boolean(),
})
/** Of the window, in the screen's coordinates, as it is when it is not maximised. */
export type WindowPlace = z.infer<typeof placeSchema>

const settingsSchema = z.strictObject({
  version: z.literal(1),
  window: placeSchema.nullable(),
  /** Absolute folders, the latest first. */
  recent: z.array(z.string().min(1).max(4096)).max(MOST_RECENT),
})
type Settings = z.infer<typeof settingsSchema>

const FRESH: Settings = { version: 1, window: null, recent: [] }

export interface ShellSettings {
  readonly place: WindowPlace | null
  readonly recent: readonly string[]
  keepPlace(place: WindowPlace): void
  /** The folder is the latest one now. */
  keepRecent(folder: string): void
  forgetRecent(): void
}

/** @param tell of what cannot be read or written: sentences */
export function openSettings(folder: string, tell: (sentence: string) => void): ShellSettings {
  const file = openKeptFile(join(folder, 'settings.json'), settingsSchema, FRESH, tell)

  // What is remembered is a convenience: a disk that is full must not keep anybody from working.
  function change(next: Partial<Settings>): void {
    try {
      file.change({ ...file.value, ...next })
    } catch (error) {
      tell(`Settings cannot be written: ${(error as Error).message}`)
    }
  }

  return {
    get place() {
      return file.value.window
    },
    get recent() {
      return file.value.recent
    },
    keepPlace: (place) => change({ window: place }),
    keepRecent: (latest) =>
      change({ recent: [latest, ...file.value.recent.filter((each) => each !== latest)].slice(0, MOST_RECENT) }),
    forgetRecent: () => change({ recent: [] }),
  }
}
