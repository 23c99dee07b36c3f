/**
 * Tells when a plan of the workspace is changed, made or removed, as long as somebody wants to know. Each folder that may have plans is
 * watched by itself: watching the workspace with everything below would also watch its packages, of which there are ten thousands. Where the system
 * has no watchers left, the files are looked at from time to time.
 */
import { watch, type FSWatcher } from 'node:fs'
import { createBroadcast } from './broadcast.ts'
import { findPlans, isPlanName, type FoundPlans } from './planFiles.ts'

export interface PlanWatch {
  /** Looks now: on some disks of other machines nobody tells of changes. */
  look(): void
  /** @returns ends it */
  listen(listener: () => void): () => void
  close(): void
}

/** Editors write a file in several steps. */
const SETTLED_AFTER_MS = 150
const LOOK_EVERY_MS = 5000

/** @param workspace absolute, links resolved */
export function watchPlans(workspace: string): PlanWatch {
  const changed = createBroadcast<null>()
  const watchers = new Map<string, FSWatcher>()
  let last: string | null = null
  let settling: NodeJS.Timeout | null = null
  let looking: NodeJS.Timeout | null = null
  let isBlind = false
  /** Listening ended and began again: what was looked at before is of no interest. */
  let round = 0

  function begin(): void {
    void look(++round)
  }

  function end(): void {
    round++
    for (const watcher of watchers.values()) watcher.close()
    watchers.clear()
    if (settling !== null) clearTimeout(settling)
    if (looking !== null) clearTimeout(looking)
    settling = looking = last = null
    isBlind = false
  }

  async function look(of: number): Promise<void> {
    const found = await findPlans(workspace)
    if (of !== round) return
    watchFolders(found.folders)
    const now = fingerprint(found)
    const isNew = last !== null && last !== now
    last = now
    if (isBlind) looking = setTimeout(() => void look(of), LOOK_EVERY_MS)
    if (isNew) changed.emit(null)
  }

  function watchFolders(folders: string[]): void {
    const wanted = new Set(folders)
    for (const [folder, watcher] of watchers) {
      if (wanted.has(folder)) continue
      watcher.close()
      watchers.delete(folder)
    }
    for (const folder of folders) {
      if (watchers.has(folder) || isBlind) continue
      try {
        const watcher = watch(folder, (event, name) => {
          // A folder comes, goes or is renamed with the event `rename`; the content of other files is no plan.
          if (event === 'rename' || name === null || isPlanName(name)) settle()
        })
        watcher.on('error', () => {
          watcher.close()
          watchers.delete(folder)
          settle()
        })
        watchers.set(folder, watcher)
      } catch {
        // Gone by now, or there are no watchers left.
        isBlind = true
      }
    }
  }

  function settle(): void {
    // Not put off by what goes on happening: a folder may never come to rest.
    if (settling !== null) return
    const of = round
    settling = setTimeout(() => {
      settling = null
      if (of !== round) return
      if (looking !== null) clearTimeout(looking)
      void look(of)
    }, SETTLED_AFTER_MS)
  }

  return {
    look() {
      if (changed.isHeard) settle()
    },
    listen(listener) {
      const wasHeard = changed.isHeard
      const stop = changed.listen(listener)
      if (!wasHeard) begin()
      return () => {
        stop()
        if (!changed.isHeard) end()
      }
    },
    close: end,
  }
}

function fingerprint({ plans }: FoundPlans): string {
  return JSON.stringify(plans.map(({ file, modifiedAtMs, bytes }) => [file, modifiedAtMs, bytes]))
}
