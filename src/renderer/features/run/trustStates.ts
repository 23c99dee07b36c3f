/** States of the generator over time, in the codes of a strip (EndpointStrip). */

/** By trust of a step: trusted, degraded, not trusted, no data. */
const CODES = [1, 2, 5, 0] as const

export function trustStrip(trust: Uint8Array): Uint8Array {
  return trust.map((state) => CODES[state] ?? 0)
}
