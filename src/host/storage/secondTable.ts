/** Load, generator health and trust of each second of a run. */
import type { Database } from 'better-sqlite3'
import type { EngineHealth, LoadCounts } from '../../core/recording/second.ts'
import { sumLoad } from '../../core/recording/loadCounts.ts'
import type { TrustReason } from '../../core/criteria/trust.ts'
import type { MergedSecond } from './mergedSecond.ts'

export interface LoadSecond {
  t: number
  load: LoadCounts
  trusted: boolean
  reasons: TrustReason[]
}

export interface HealthSecond {
  t: number
  /** By engine; null: that engine said nothing in this second. */
  engines: (EngineHealth | null)[]
}

export interface SecondTable {
  /** Writes the second, or adds a further part to it. */
  put(second: Pick<MergedSecond, 't' | 'load' | 'health' | 'trusted' | 'reasons'>): void
}

/** The seconds in [fromS, toS) that were written, by time. */
export function readLoad(database: Database, run: number, fromS: number, toS: number): LoadSecond[] {
  return database
    .prepare<[number, number, number], [number, string, number, string]>(
      'SELECT t, load, trusted, reasons FROM seconds WHERE run = ? AND t >= ? AND t < ? ORDER BY t',
    )
    .raw()
    .all(run, fromS, toS)
    .map(([t, load, trusted, reasons]) => ({
      t,
      load: JSON.parse(load) as LoadCounts,
      trusted: trusted === 1,
      reasons: JSON.parse(reasons) as TrustReason[],
    }))
}

/** The seconds in [fromS, toS) that were written, by time. */
export function readHealth(database: Database, run: number, fromS: number, toS: number): HealthSecond[] {
  return database
    .prepare<[number, number, number], [number, string]>(
      'SELECT t, health FROM seconds WHERE run = ? AND t >= ? AND t < ? ORDER BY t',
    )
    .raw()
    .all(run, fromS, toS)
    .map(([t, health]) => ({ t, engines: JSON.parse(health) as (EngineHealth | null)[] }))
}

export function openSecondTable(database: Database, run: number): SecondTable {
  const select = database
    .prepare<[number, number], [string, string, number, string]>(
      'SELECT load, health, trusted, reasons FROM seconds WHERE run = ? AND t = ?',
    )
    .raw()
  const replace = database.prepare(
    'INSERT OR REPLACE INTO seconds (run, t, load, health, trusted, reasons) VALUES (?, ?, ?, ?, ?, ?)',
  )
  return {
    put(second) {
      let { load, health, trusted, reasons } = second
      const there = select.get(run, second.t)
      if (there !== undefined) {
        load = sumLoad([JSON.parse(there[0]) as LoadCounts, load])
        health = addHealth(JSON.parse(there[1]) as (EngineHealth | null)[], health)
        trusted &&= there[2] === 1
        reasons = [...(JSON.parse(there[3]) as TrustReason[]), ...reasons]
      }
      const texts = [JSON.stringify(load), JSON.stringify(health)]
      replace.run(run, second.t, ...texts, trusted ? 1 : 0, JSON.stringify(reasons))
    },
  }
}

/** Puts the engines of two parts side by side. Should both have the same place, the later one moves to the next free place. */
function addHealth(one: (EngineHealth | null)[], other: (EngineHealth | null)[]): (EngineHealth | null)[] {
  const engines = [...one]
  for (const [place, health] of other.entries()) {
    if (health === null) continue
    let free = place
    while (free < engines.length && engines[free] != null) free++
    while (engines.length < free) engines.push(null)
    engines[free] = health
  }
  return engines
}
