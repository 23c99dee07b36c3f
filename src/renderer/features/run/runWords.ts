/** How a run ended, in words. */
import type { ReportVerdict, RunStatus } from '../../../core/report/report.ts'
import type { Tone } from '../../ui/tone.ts'

export interface Badge {
  text: string
  tone: Tone
}

const VERDICTS: Readonly<Record<ReportVerdict['status'], Badge>> = {
  passed: { text: 'Passed', tone: 'met' },
  failed: { text: 'Failed', tone: 'fail' },
  inconclusive: { text: 'Inconclusive', tone: 'unknown' },
}

/** The verdict where there is one, else that there is none. */
export function runBadge(status: RunStatus, verdict: ReportVerdict | null): Badge {
  if (status === 'running') return { text: 'Running', tone: 'info' }
  return verdict ? VERDICTS[verdict.status] : { text: 'No verdict', tone: 'unknown' }
}

const ENDINGS: Readonly<Record<Exclude<RunStatus, 'running' | 'completed'>, string>> = {
  stoppedByCriterion: 'Ended early by a criterion with stop.',
  stopped: 'Stopped before its planned end.',
  interrupted: 'Interrupted: its process was killed. What reached the disk is shown.',
  failed: 'Ended early: it could not go on.',
}

/** Why the run is shorter than planned; null when it is not, or still goes on. */
export function endingText(status: RunStatus): string | null {
  return status === 'running' || status === 'completed' ? null : ENDINGS[status]
}
