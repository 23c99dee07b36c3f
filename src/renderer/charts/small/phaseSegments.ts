/** One request of a waterfall, as segments on a line of milliseconds. */
import type { Phase } from '../../../core/recording/second.ts'

export interface PhaseSegment {
  name: Phase | 'lag'
  fromPx: number
  widthPx: number
  ms: number
}

/** Between segments. */
const GAP_PX = 1
const LEAST_PX = 1

export const PHASE_NAMES: Record<Phase | 'lag', string> = {
  lag: 'schedule lag',
  blocked: 'blocked',
  dns: 'DNS',
  connect: 'connect',
  tls: 'TLS',
  send: 'send',
  wait: 'wait',
  receive: 'receive',
}

/**
 * The lag first (the generator's, before the request began), then the phases in their order. Phases that took no time have no
 * segment; each that took some is seen, whatever it costs the longest.
 *
 * @param widthPx of `maxMs`
 */
export function phaseSegments(
  phases: readonly { name: Phase; ms: number }[],
  lagMs: number,
  maxMs: number,
  widthPx: number,
): PhaseSegment[] {
  const all = [{ name: 'lag' as const, ms: lagMs }, ...phases].filter(({ ms }) => Number.isFinite(ms) && ms > 0)
  const pxPerMs = maxMs > 0 ? widthPx / maxMs : 0
  let nextMs = 0
  return all.map(({ name, ms }) => {
    const fromPx = nextMs * pxPerMs
    nextMs += ms
    const room = Math.max(0, widthPx - fromPx)
    return {
      name,
      ms,
      fromPx: Math.min(fromPx, widthPx - LEAST_PX),
      widthPx: Math.max(LEAST_PX, Math.min(room, ms * pxPerMs) - GAP_PX),
    }
  })
}
