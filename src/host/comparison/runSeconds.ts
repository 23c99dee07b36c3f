/** A run as comparisons read it: second by second, from the end of its warm-up to the end of its load. */
import type { RunSeconds } from '../../core/comparison/comparisonInput.ts'
import { createSecondsCollector, type SecondsCollector } from '../../core/comparison/secondsCollector.ts'
import { isRequestKind } from '../../core/criteria/measurement.ts'
import { isSuspect } from '../../core/criteria/untrusted.ts'
import type { SeriesKey } from '../../core/recording/second.ts'
import { endpointKey } from '../../core/report/accumulate.ts'
import type { Pace } from '../analysis/pace.ts'
import type { RunRecord } from '../runs/runRecord.ts'
import type { GroupVisitor } from '../storage/windowGroups.ts'

/** Rows between two looks at whether somebody waits. */
const ROWS_A_TURN = 2000

/** @throws HistoryError 'damaged' when its histograms cannot be read */
export async function readRunSeconds(record: RunRecord, pace: Pace): Promise<RunSeconds> {
  const { reader, judged, run } = record
  const { fromS, loadEndS } = judged
  const length = Math.max(0, loadEndS - fromS)
  const collectors = new Map<string, SecondsCollector>()
  const known = new WeakMap<SeriesKey, SecondsCollector>()
  function collectorOf(series: SeriesKey): SecondsCollector {
    const there = known.get(series)
    if (there !== undefined) return there
    const { endpoint: name, kind } = series
    const key = endpointKey(kind, name)
    const collector = collectors.get(key) ?? createSecondsCollector({ name, kind }, length)
    collectors.set(key, collector)
    known.set(series, collector)
    return collector
  }
  let rows = 0
  for (const { t, series, count, visitLatency } of reader.seconds(fromS, loadEndS)) {
    const { kind, outcome } = series
    const collector = collectorOf(series)
    if (outcome === 'failed' || kind === 'events') collector.addCounted(t - fromS, outcome, count)
    else collector.addOkCounters(t - fromS, visitLatency)
    if (++rows % ROWS_A_TURN === 0) await pace()
  }
  return {
    runId: run.id,
    endpoints: [...collectors.values()].map((collector) => collector.finish()),
    untrusted: untrustedSeconds(record, fromS, length),
    arrivals: arrivalsOf(record, fromS, length),
    errors: reader.errors().map(({ class: errorClass, endpoint, message, count }) => ({
      class: errorClass,
      endpoint,
      message,
      count,
    })),
  }
}

/** As `readRunSeconds`, of all requests together: enough to see where a warm-up ends, and read in no time. */
export async function readRunTotals(record: RunRecord, pace: Pace): Promise<RunSeconds> {
  const { reader, judged, run } = record
  const { fromS, loadEndS } = judged
  const length = Math.max(0, loadEndS - fromS)
  const all = createSecondsCollector({ name: '', kind: 'http' }, length)
  let second = 0
  const visitor: GroupVisitor<void> = {
    isTimed: ({ kind, outcome }) => isRequestKind(kind!) && outcome === 'ok',
    take({ kind, outcome }, sum) {
      if (!isRequestKind(kind!)) return
      if (outcome === 'ok') all.addOkCounters(second, (visit) => sum.visitLatency(visit))
      else all.addCounted(second, 'failed', sum.totals.count)
    },
  }
  for (const _ of reader.steps(1, { fromS, toS: loadEndS, by: ['kind', 'outcome'] }, visitor)) {
    second++
    await pace()
  }
  return {
    runId: run.id,
    endpoints: [all.finish()],
    untrusted: untrustedSeconds(record, fromS, length),
    arrivals: null,
    errors: [],
  }
}

/** Of a second that was not written nothing is known. */
function untrustedSeconds(record: RunRecord, fromS: number, length: number): Uint8Array {
  const untrusted = new Uint8Array(length).fill(1)
  for (const second of record.trust()) {
    const at = second.t - fromS
    if (at >= 0 && at < length) untrusted[at] = isSuspect(second) ? 1 : 0
  }
  return untrusted
}

/** What does not begin in time is dropped, and was due. */
function arrivalsOf(record: RunRecord, fromS: number, length: number): RunSeconds['arrivals'] {
  if (record.load.model !== 'open') return null
  const [started, due] = [new Float64Array(length), new Float64Array(length)]
  for (const { t, load } of record.seconds()) {
    const at = t - fromS
    if (at < 0 || at >= length) continue
    started[at] = load.iterationsStarted
    due[at] = load.iterationsStarted + load.dropped
  }
  return { started, due }
}
