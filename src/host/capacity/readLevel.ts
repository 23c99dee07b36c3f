/** What a run of the history says of its load: read in its steady part, whole and in blocks. */
import type { LevelRun } from '../../core/capacity/level.ts'
import { measureLevel } from '../../core/capacity/measureLevel.ts'
import { LEAST_ACHIEVED } from '../../core/capacity/maximumsMet.ts'
import { isRequestKind, measureEndpoints, type Measurement } from '../../core/criteria/measurement.ts'
import { describeTrust } from '../../core/criteria/trustWords.ts'
import { TRUST_THRESHOLDS } from '../../core/criteria/trustThresholds.ts'
import { NONE_UNTRUSTED, summarizeTrust } from '../../core/criteria/untrusted.ts'
import type { SecondTrust } from '../../core/criteria/trust.ts'
import { sumLoad } from '../../core/recording/loadCounts.ts'
import type { RunReport } from '../../core/report/report.ts'
import { recordOf, type RunRecord } from '../runs/runRecord.ts'
import { reportOf } from '../runs/runReport.ts'
import { secondsBetween } from '../runs/secondsBetween.ts'
import type { History } from '../storage/history.ts'

/** Blocks of the steady part, as far as it has so many whole seconds: enough for a spread, long enough to know little of each other. */
const BLOCKS = 10

/** What is needed of the report of a run. */
interface Judged extends Pick<RunReport, 'criteria'> {
  generatorHealth: Pick<RunReport['generatorHealth'], 'reasons'>
  run: Pick<RunReport['run'], 'id' | 'status'>
}

/** @throws HistoryError when there is no such run, or it cannot be read */
export function readLevel(history: History, run: string): LevelRun {
  const record = recordOf(history.findRun(run))
  return levelOf(record, judgedAs(history, record))
}

/** As it was judged when it ended, without the rest of its report, which takes many times as long; a run that died is judged now. */
export function judgedAs(history: History, record: RunRecord): Judged {
  const criteria = record.reader.criteria()
  if (criteria.length < record.settings.criteria.length) return reportOf(history, record)
  return { criteria, generatorHealth: describeTrust(record.trust()), run: record.run }
}

/** @param report of the same run */
export function levelOf(record: RunRecord, report: Judged): LevelRun {
  const { judged, settings, load } = record
  const { fromS, loadEndS, fromMs, toMs } = judged
  const counts = sumLoad(secondsBetween(record.seconds(), fromS, loadEndS).map((second) => second.load))
  const due = counts.iterationsStarted + counts.dropped
  const achievedShare = load.model === 'closed' || due === 0 ? null : counts.iterationsStarted / due
  return measureLevel({
    runId: report.run.id,
    load: { unit: load.model === 'open' ? 'perS' : 'users', level: load.stages.at(-1)?.to ?? 0 },
    whole: measurementOf(record, fromS, loadEndS, toMs - fromMs),
    blocks: blocksOf(record, fromS, Math.floor(toMs / 1000)),
    meanServiceMs: meanServiceMs(record, fromS, loadEndS),
    criteria: settings.criteria,
    judged: report.criteria,
    achievedShare,
    generatorDoubt: generatorDoubt(record, report, achievedShare),
  })
}

function measurementOf(record: RunRecord, fromS: number, endS: number, durationMs: number): Measurement {
  const { reader, settings } = record
  const { iterationsStarted, dropped, checksPassed, checksFailed } = sumLoad(
    secondsBetween(record.seconds(), fromS, endS).map(({ load }) => load),
  )
  return {
    endpoints: fromS < endS ? measureEndpoints(reader.mergedWindow(fromS, endS), settings.endpoints) : [],
    durationMs,
    iterationsStarted,
    dropped,
    checksPassed,
    checksFailed,
    untrusted: NONE_UNTRUSTED,
  }
}

/** The last seconds, which make no whole block, are left out. */
function blocksOf(record: RunRecord, fromS: number, endS: number): Measurement[] {
  const count = Math.min(BLOCKS, Math.max(0, endS - fromS))
  const lengthS = count === 0 ? 0 : Math.floor((endS - fromS) / count)
  return Array.from({ length: count }, (_, at) => {
    const startS = fromS + at * lengthS
    return measurementOf(record, startS, startS + lengthS, lengthS * 1000)
  })
}

/** Of all requests, those that failed too: they were at the target as well. NaN without any. */
function meanServiceMs({ reader }: RunRecord, fromS: number, endS: number): number {
  let count = 0
  let sumUs = 0
  for (const { key, window } of fromS < endS ? reader.groupedWindow(fromS, endS, ['kind']) : []) {
    if (!isRequestKind(key.kind!)) continue
    count += window.count
    sumUs += window.serviceSumUs
  }
  return sumUs / count / 1000
}

/** Arrivals that were dropped because all users were busy are the target's doing: `achievedShare` says it. All else is the generator's. */
function generatorDoubt(
  record: RunRecord,
  { criteria, generatorHealth, run }: Judged,
  achievedShare: number | null,
): string | null {
  if (run.status === 'interrupted' || run.status === 'failed') return 'The generator did not bring the run to its end.'
  const own = record
    .trust()
    .filter(({ t }) => t >= record.judged.fromS && t < record.judged.loadEndS)
    .map(withoutDropped)
  const { untrusted } = summarizeTrust(own, record.load.model, record.requestsIn)
  const isJudgedInDoubt = criteria.some(({ status }) => status === 'notTrusted')
  const isAchieved = achievedShare === null || achievedShare >= LEAST_ACHIEVED
  if (untrusted.touched > TRUST_THRESHOLDS.untrustedLoadShare || (isJudgedInDoubt && isAchieved))
    return describeTrust(own).reasons[0] ?? generatorHealth.reasons[0] ?? 'The generator could not be trusted.'
  return null
}

function withoutDropped(second: SecondTrust): SecondTrust {
  const reasons = second.reasons.filter(({ signal }) => signal !== 'dropped')
  if (reasons.length === second.reasons.length) return second
  const isUntrusted = reasons.some(({ state }) => state === 'notTrusted')
  return { ...second, reasons, state: isUntrusted ? 'notTrusted' : reasons.length > 0 ? 'degraded' : 'trusted' }
}
