/** The law's parameters in plain words, and what to do where there is no curve or no peak. */
import { formatSignificant } from '../units/number.ts'
import { formatRate } from '../units/rate.ts'
import type { Estimate } from './estimate.ts'
import type { Curve, Scalability } from './scalability.ts'
import type { NoCurve, NoPeak } from './scalabilityGuards.ts'
import { scalabilitySentences } from './capacityWords.ts'

export interface ParameterWords {
  id: 'lambda' | 'sigma' | 'kappa'
  /** `σ contention`. */
  name: string
  value: string
  /** `0.0412 to 0.0588`: 95 %. */
  interval: string
  sentence: string
}

/** Coherency is called visible where it adds so much to the work of one. */
const VISIBLE = 0.1

export function parameterWords(curve: Curve): ParameterWords[] {
  const { lambda, sigma, kappa } = curve
  return [
    row('lambda', 'λ one alone', lambda, `One request at a time: ${formatRate(lambda.value)}.`),
    row('sigma', 'σ contention', sigma, scalabilitySentences(curve)[1] ?? ''),
    row('kappa', 'κ coherency', kappa, coherencySentence(curve)),
  ]
}

function row(id: ParameterWords['id'], name: string, estimate: Estimate, sentence: string): ParameterWords {
  const { value, low, high } = estimate
  const text = (of: number): string => (of === 0 ? '0' : formatSignificant(of))
  return { id, name, value: text(value), interval: `${text(low)} to ${high === null ? '…' : text(high)}`, sentence }
}

function coherencySentence({ kappa, measuredTo }: Curve): string {
  if (!(kappa.low > 0)) return 'Coherency cannot be told from none.'
  const visibleFrom = Math.sqrt(VISIBLE / kappa.value)
  return visibleFrom <= measuredTo
    ? `Waiting for each other adds a tenth to the work from about ${formatSignificant(visibleFrom)} in flight on.`
    : 'Waiting for each other is there, and small at what was measured.'
}

/** What would bring the curve, or its peak; null where both are there. */
export function scalabilityAdvice(scalability: Scalability): string | null {
  if (scalability.kind === 'noCurve') return curveAdvice(scalability.reason)
  return scalability.peak.kind === 'peak' ? null : peakAdvice(scalability.peak.reason)
}

function curveAdvice(reason: NoCurve): string {
  switch (reason.kind) {
    case 'tooFewLevels': {
      const missing = reason.needed - reason.levels
      return `Measure ${missing === 1 ? 'one more load' : `${missing} more loads`}: a lower --start makes a search try more of them.`
    }
    case 'tooNarrow':
      return 'Measure smaller loads, with a lower --start, or larger ones.'
    case 'onlyLinear':
      return 'Measure larger loads, with a higher --most, until more of it brings less.'
    case 'superlinear':
      return 'Let the target warm up for longer, with a longer --settle, and measure the smallest loads again.'
    case 'notFitted':
    case 'poorFit':
    case 'structuredResiduals':
      return 'Measure each load for longer and more than once. A limit of connections, a cache or a second service may make a shape that the law does not know.'
    default:
      return reason satisfies never
  }
}

function peakAdvice({ kind }: NoPeak): string {
  return kind === 'noCoherency'
    ? 'Nothing has to be done: what was measured has no peak. Larger loads may have one.'
    : 'Measure larger loads, with a higher --most: a peak is told where it was measured, or nearly so.'
}
