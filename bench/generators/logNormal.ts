/** Latencies in µs, log-normal around 20 ms (sigma 0.6), the same at every run: a linear congruence and Box and Muller's transform. */
export function logNormalLatencies(count: number): Float64Array {
  let state = 12_345
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state + 0.5) / 2 ** 32
  }
  return Float64Array.from({ length: count }, () => {
    const normal = Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
    return Math.floor(20_000 * Math.exp(0.6 * normal))
  })
}
