/** A run as comparisons read it: second by second, from the end of its warm-up to the end of its load. */
import type { RunSeconds } from '../../core/comparison/comparisonInput.ts'
import { createSecondsCollector, type SecondsCollector } from '../../core/comparison/secondsCollector.ts'
import { isRequestKind } from '../../core/criteria/measurement.ts'
import { isSuspect } from '../../core/criteria/untrusted.ts'
import { CounterList } from '../../core/histogram/counterList.ts'
import type { SeriesKey } from '../../core/recording/second.ts'
import { endpointKey } from '../../core/report/accumulate.ts'
import type { Pace } from '../analysis/pace.ts'
import type { RunRecord } from '../runs/runRecord.ts'
import { StoredReader } from '../storage/riceCoding.ts'
import type { PieceProgress } from './comparisonProgress.ts'

/** Reads run by run: what it gave before is written over by the next, as making the room anew takes a fifth of the time. */
export interface RunSecondsReader {
  /** @throws HistoryError 'damaged' when its histograms cannot be read */
  each(record: RunRecord, pace: Pace, progress?: PieceProgress): Promise<RunSeconds>
  /** All requests together: enough to see where a warm-up ends, and read in no time. @throws as `each` */
  totals(record: RunRecord, pace: Pace, progress?: PieceProgress): Promise<RunSeconds>
}

export function createRunSecondsReader(): RunSecondsReader {
  const lists: CounterList[] = []
  const stored = new StoredReader()

  /** @param keyOf what is collected together; null: what is left out */
  async function collect(
    { reader, judged }: RunRecord,
    of: 'each' | 'totals',
    keyOf: (series: SeriesKey) => string | null,
    pace: Pace,
    progress: PieceProgress = () => {},
  ): Promise<SecondsCollector[]> {
    const { fromS, loadEndS } = judged
    const length = Math.max(0, loadEndS - fromS)
    const collectors = new Map<string, SecondsCollector>()
    /** By number of the series. */
    const known: (SecondsCollector | null | undefined)[] = []
    function collectorOf(series: SeriesKey): SecondsCollector | null {
      const key = keyOf(series)
      if (key === null) return null
      const place = collectors.size
      const collector =
        collectors.get(key) ??
        createSecondsCollector(
          { name: series.endpoint, kind: series.kind },
          length,
          (lists[place] ??= new CounterList()),
        )
      collectors.set(key, collector)
      return collector
    }
    // Where the histogram of a row is.
    let from = 0
    let to = 0
    const addTo = (list: CounterList): number => stored.listIn(list, from, to)
    for (const { rows, series } of reader.seconds(fromS, loadEndS, of)) {
      stored.load(rows.latency)
      to = 0
      for (let at = 0; at < rows.t.length; at++) {
        from = to
        to += rows.bytes[at]!
        const place = rows.series[at]!
        const own = series.get(place)
        if (own === undefined) continue
        const collector = (known[place] ??= collectorOf(own))
        if (collector === null) continue
        const second = rows.t[at]! - fromS
        if (own.outcome === 'failed' || own.kind === 'events')
          collector.addCounted(second, own.outcome, rows.count[at]!)
        else collector.addOkCounters(second, addTo)
      }
      progress(((rows.t.at(-1) ?? fromS) + 1 - fromS) / length)
      await pace()
    }
    return [...collectors.values()]
  }

  function runSeconds(
    record: RunRecord,
    collectors: SecondsCollector[],
  ): Pick<RunSeconds, 'runId' | 'endpoints' | 'untrusted'> {
    const { fromS, loadEndS } = record.judged
    return {
      runId: record.run.id,
      endpoints: collectors.map((collector) => collector.finish()),
      untrusted: untrustedSeconds(record, fromS, Math.max(0, loadEndS - fromS)),
    }
  }

  return {
    async each(record, pace, progress) {
      const keyOf = ({ kind, endpoint }: SeriesKey): string => endpointKey(kind, endpoint)
      return {
        ...runSeconds(record, await collect(record, 'each', keyOf, pace, progress)),
        arrivals: arrivalsOf(record),
        errors: record.reader.errors().map(({ class: errorClass, endpoint, message, count }) => ({
          class: errorClass,
          endpoint,
          message,
          count,
        })),
      }
    },
    async totals(record, pace, progress) {
      const of = record.reader.hasSecondTotals() ? 'totals' : 'each'
      const keyOf = ({ kind }: SeriesKey): string | null => (isRequestKind(kind) ? '' : null)
      const collectors = await collect(record, of, keyOf, pace, progress)
      return { ...runSeconds(record, collectors), arrivals: null, errors: [] }
    },
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
function arrivalsOf(record: RunRecord): RunSeconds['arrivals'] {
  if (record.load.model !== 'open') return null
  const { fromS, loadEndS } = record.judged
  const length = Math.max(0, loadEndS - fromS)
  const [started, due] = [new Float64Array(length), new Float64Array(length)]
  for (const { t, load } of record.seconds()) {
    const at = t - fromS
    if (at < 0 || at >= length) continue
    started[at] = load.iterationsStarted
    due[at] = load.iterationsStarted + load.dropped
  }
  return { started, due }
}
