/** Whether several samples have one distribution (F. W. Scholz, M. A. Stephens, "K-sample Anderson-Darling tests", 1987). */

/**
 * A²akN of samples with ties, equation 7: every value stands for its midrank. It grows the more the distributions differ, wherever they
 * do; tails weigh as much as the middle.
 *
 * @param tallies of each sample, how often it has each distinct value, values ascending and the same for all
 * @returns NaN unless there are two samples with values
 */
export function andersonDarling(tallies: readonly ArrayLike<number>[]): number {
  const sizes = tallies.map(sum)
  const total = sum(sizes)
  if (tallies.length < 2 || sizes.includes(0)) return NaN
  const below = tallies.map(() => 0)
  let belowAll = 0
  let statistic = 0
  for (let at = 0; at < tallies[0]!.length; at++) {
    let here = 0
    for (const tally of tallies) here += tally[at]!
    if (here === 0) continue
    const midrank = belowAll + here / 2
    const scale = here / total / (midrank * (total - midrank) - (total * here) / 4)
    for (let sample = 0; sample < tallies.length; sample++) {
      const own = tallies[sample]![at]!
      const difference = total * (below[sample]! + own / 2) - midrank * sizes[sample]!
      // All values are one value where the scale is not finite: nothing differs.
      if (difference !== 0) statistic += (scale * difference ** 2) / sizes[sample]!
      below[sample]! += own
    }
    belowAll += here
  }
  return (statistic * (total - 1)) / total
}

/**
 * The statistic in standard deviations from its mean where all samples have one distribution of independent values, equation 4.
 * NaN below four values.
 */
export function standardizedAndersonDarling(tallies: readonly ArrayLike<number>[]): number {
  const samples = tallies.length
  const sizes = tallies.map(sum)
  const total = sum(sizes)
  if (!(total >= 4)) return NaN
  const H = sum(sizes.map((size) => 1 / size))
  let h = 1
  let g = 0
  for (let i = total - 1; i >= 2; i--) {
    h += 1 / i
    // g = Σ_{i < j} 1 / ((N − i) j): at this i, j = N − i + 1 … has been reached by the sum over 1 / i alone.
    g += (h - 1) / (total - i + 1)
  }
  const k = samples
  const a = (4 * g - 6) * (k - 1) + (10 - 6 * g) * H
  const b = (2 * g - 4) * k ** 2 + 8 * h * k + (2 * g - 14 * h - 4) * H - 8 * h + 4 * g - 6
  const c = (6 * h + 2 * g - 2) * k ** 2 + (4 * h - 4 * g + 6) * k + (2 * h - 6) * H + 4 * h
  const d = (2 * h + 6) * k ** 2 - 4 * h * k
  const variance = (a * total ** 3 + b * total ** 2 + c * total + d) / ((total - 1) * (total - 2) * (total - 3))
  return (andersonDarling(tallies) - (k - 1)) / Math.sqrt(variance)
}

function sum(values: ArrayLike<number>): number {
  let total = 0
  for (let at = 0; at < values.length; at++) total += values[at]!
  return total
}
