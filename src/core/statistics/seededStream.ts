/** Randomness of analyses: the same question about the same runs gets the same answer, anywhere and whenever it is asked. */
import { RandomStream } from '../random.ts'

/**
 * A stream named by texts (ids of runs, an endpoint, a metric), by the 53-bit FNV-1a of them: it need not be secret, only the same.
 * Texts are kept apart: ('ab', 'c') is another stream than ('a', 'bc').
 */
export function seededStream(...names: readonly string[]): RandomStream {
  let high = 0x811c9dc5
  let low = 0x01000193
  const mix = (unit: number): void => {
    high = Math.imul(high ^ unit, 0x01000193)
    low = Math.imul(low ^ unit ^ (high >>> 15), 0x85ebca6b)
  }
  for (const name of names) {
    for (let at = 0; at < name.length; at++) mix(name.charCodeAt(at))
    mix(0x1_0000)
  }
  return new RandomStream((high >>> 11) * 2 ** 32 + (low >>> 0))
}
