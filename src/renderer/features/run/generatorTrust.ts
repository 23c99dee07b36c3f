/** Whether the generator can be believed in a window, in a word and why: the same wherever it is said. */
import type { WindowView } from '../../../contract/methods/analysis.ts'
import { touchedText } from '../../../core/criteria/trustWords.ts'
import type { ReportCriterion } from '../../../core/report/report.ts'
import { formatShare } from '../../ui/format.ts'
import type { Tone } from '../../ui/tone.ts'

type Health = Pick<WindowView['generatorHealth'], 'trusted' | 'untrustedLoadShare' | 'degradedShare'>

/**
 * In the words of the list of runs, and of the report.
 * @param health as in the report of the window; null: not known
 */
export function generatorTrust(health: Health | null): { tone: Tone; text: string } {
  if (health === null) return { tone: 'unknown', text: 'Unknown' }
  if (!health.trusted) return { tone: 'untrusted', text: 'Not trusted' }
  const inDoubt = health.untrustedLoadShare ?? 0
  if (inDoubt > 0) return { tone: 'warn', text: `${touchedText(inDoubt)} in doubt` }
  if (health.degradedShare > 0)
    return { tone: 'met', text: `Trusted, ${formatShare(health.degradedShare, true)} degraded` }
  return { tone: 'met', text: 'Trusted' }
}

/**
 * What of the window hangs on seconds that are not trusted, as a sentence; null: nothing. A small part is enough for a criterion that is met or
 * not by a few requests.
 */
export function doubtSentence(
  { untrustedLoadShare }: Pick<WindowView['generatorHealth'], 'untrustedLoadShare'>,
  criteria: readonly Pick<ReportCriterion, 'status'>[],
): string | null {
  if (untrustedLoadShare === undefined || untrustedLoadShare === 0) return null
  const hanging = criteria.filter(({ status }) => status === 'notTrusted').length
  const share = `The generator was in the way for ${touchedText(untrustedLoadShare)} of the load`
  if (hanging === 0) return `${share}.`
  return `${share}, and ${hanging === 1 ? '1 criterion hangs' : `${hanging} criteria hang`} on it.`
}
