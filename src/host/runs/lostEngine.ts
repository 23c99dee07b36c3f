/** What a run has lost with one of its engines, in words: which part of the load, since when, and what of it was not measured. */
import type { LoadShape } from '../../core/load/loadShape.ts'
import { shareOf } from '../../core/load/shard.ts'
import { maxUserCount } from '../../core/load/userSchedule.ts'
import { formatCount } from '../../core/units/number.ts'

export interface LostEngine {
  /** Index, of so many. */
  engine: number
  engines: number
  /** Of its end, as part of a sentence: `died (signal SIGKILL)`. */
  how: string
  /** Since the start of the run. */
  atMs: number
  /** End of the last second it told, s. */
  toldUntilS: number
  /** As planned when it was lost, all engines together. */
  load: LoadShape
}

/** For the notices of a report. */
export function lostEngineNotice({ engine, engines, how, atMs, toldUntilS, load }: LostEngine): string {
  const share = `${nameOf(engine, engines)} ${how} after ${secondsText(atMs)}: its share of the load is missing from then on, ${shareText(load, engine, engines)}.`
  const unmeasured =
    toldUntilS === 0
      ? 'It had told no numbers yet: what it did until then was not measured.'
      : `Its last numbers are of the second that ended after ${toldUntilS} s: what it did after that was not measured.`
  return `${share} ${unmeasured}`
}

/** For whoever reads the history while the run goes on: of the end of an engine it has nothing, only that its numbers stopped. */
export function silentEngineNotice({
  engine,
  engines,
  toldUntilS,
  load,
}: Pick<LostEngine, 'engine' | 'engines' | 'toldUntilS' | 'load'>): string {
  const since =
    toldUntilS === 0
      ? 'has told no numbers yet'
      : `has told no numbers since the second that ended after ${toldUntilS} s`
  return `${nameOf(engine, engines)} ${since}: it died, or it hangs. Its share of the load is missing or not measured, ${shareText(load, engine, engines)}.`
}

/** For the verdict. */
export function lostEngineSentence({ engine, engines, how, atMs }: Omit<LostEngine, 'toldUntilS' | 'load'>): string {
  const part = engines === 1 ? 'all of the load' : `1/${engines} of the load`
  return `${nameOf(engine, engines)} ${how} after ${secondsText(atMs)}, and ${part} with it`
}

function shareText(load: LoadShape, engine: number, engines: number): string {
  const isOpen = load.model === 'open'
  if (engines === 1) return isOpen ? 'all arrivals' : 'all users'
  const all = maxUserCount(load)
  const users = `${formatCount(shareOf(all, engine, engines))} of ${formatCount(all)}`
  const which = `${engines === 2 ? 'every second' : `one in ${engines}`}`
  if (isOpen) return `${which} of the arrivals, and ${users} users that carry them`
  return `${which} of the users, beginning with number ${engine} ({{$user}}): ${users}`
}

function nameOf(engine: number, engines: number): string {
  return `Engine ${engine + 1} of ${engines}`
}

function secondsText(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`
}
