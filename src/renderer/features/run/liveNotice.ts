/** What is odd about a run that goes on, said once, the most important first. */
import type { RunView } from '../../../contract/methods/analysis.ts'
import type { RunTick } from '../../../contract/runTick.ts'
import { formatCount } from '../../ui/format.ts'
import type { Tone } from '../../ui/tone.ts'
import type { RecentSeconds } from './recentSeconds.ts'

export interface LiveNotice {
  tone: Tone
  title: string
  text: string
}

const SILENT_S = 10

/** Null: nothing is. */
export function liveNotice(tick: RunTick | null, recent: RecentSeconds): LiveNotice | null {
  if (tick === null) return null
  if (tick.phase === 'paused')
    return {
      tone: 'info',
      title: 'The load is paused.',
      text: 'No iteration starts until it is resumed; the time goes on.',
    }
  const last = recent.ratePerS.slice(-SILENT_S)
  const isSilent = last.length > 0 && last.every((perS) => !(perS > 0))
  if (!isSilent || tick.phase === 'stopping') return null
  if (tick.run.requests === 0 && tick.t < SILENT_S)
    return { tone: 'info', title: 'Waiting for the first response.', text: loadText(tick) }
  if (last.length < SILENT_S) return null
  return {
    tone: 'warn',
    title: `No request ended in the last ${SILENT_S} s.`,
    text: `${loadText(tick)} ${causeText(tick)}`,
  }
}

/** Load is missing from then on, until the end. Null: it is all there. */
export function lostNotice({ of, lost }: RunTick['engines']): LiveNotice | null {
  if (lost.length === 0) return null
  const title = `${lost.length} of ${of} engines ${lost.length === 1 ? 'is' : 'are'} lost.`
  return { tone: 'warn', title, text: lost.join(' ') }
}

/** Of a run of another process, of which there are no ticks. Null: all of them tell. */
export function silentNotice({ run, silentEngines }: Pick<RunView, 'run' | 'silentEngines'>): LiveNotice | null {
  const count = silentEngines.length
  if (count === 0) return null
  const title = `${count} of ${run.generator.processes} engines ${count === 1 ? 'is' : 'are'} silent.`
  return { tone: 'warn', title, text: silentEngines.join(' ') }
}

function loadText({ users, inFlight }: RunTick): string {
  const running = users === 1 ? '1 user runs' : `${formatCount(users)} users run`
  const waiting = inFlight === 1 ? '1 request is' : `${formatCount(inFlight)} requests are`
  return `${running}, ${waiting} in flight.`
}

function causeText({ users, inFlight, planned }: RunTick): string {
  if (inFlight > 0) return 'The target may not answer.'
  if (planned.level === 0) return 'No load is planned at this moment.'
  return users === 0 ? 'No user is running.' : 'Users may be waiting: think time, pacing.'
}
