/** One second of a run, added up over all engines: what the host writes once a second. */
import type { TrustReason } from '../../core/criteria/trust.ts'
import type {
  EngineHealth,
  ErrorCount,
  Exemplar,
  LoadCounts,
  SeriesKey,
  SeriesWindow,
} from '../../core/recording/second.ts'

/**
 * A second, or a part of one: several with the same `t` are added up exactly (counts, sums, histograms, load), in any order.
 */
export interface MergedSecond {
  /** Whole seconds since the start of the run; the second is [t, t+1). */
  t: number
  windows: { series: SeriesKey; window: SeriesWindow }[]
  errors: ErrorCount[]
  exemplars: Exemplar[]
  load: LoadCounts
  /** By engine: the place in the list is the engine's number. Null (or a shorter list): not in this part. */
  health: (EngineHealth | null)[]
  /** False when the generator could not be trusted in this second; a second is trusted when all its parts are. */
  trusted: boolean
  /** Why not, or why only with care. */
  reasons: TrustReason[]
}
