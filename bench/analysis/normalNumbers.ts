import type { RandomStream } from '../../src/core/random.ts'

/** Independent numbers of the standard normal distribution (G. E. P. Box, M. E. Muller, 1958). */
export function normalNumbers(random: RandomStream, count: number): Float64Array {
  const numbers = new Float64Array(count)
  for (let at = 0; at < count; at += 2) {
    const radius = Math.sqrt(-2 * Math.log1p(-random.nextFloat()))
    const angle = 2 * Math.PI * random.nextFloat()
    numbers[at] = radius * Math.cos(angle)
    if (at + 1 < count) numbers[at + 1] = radius * Math.sin(angle)
  }
  return numbers
}
