/**
 * p values adjusted for their number: a set of all with q ≤ 0.05 has at most 5 % false ones among them, on average, also where tests
 * depend on each other positively (Y. Benjamini, Y. Hochberg, 1995; Benjamini, Yekutieli, 2001). In the order given.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).toSorted((a, b) => pValues[b]! - pValues[a]!)
  const adjusted = pValues.slice()
  let least = 1
  order.forEach((index, place) => {
    least = Math.min(least, (pValues[index]! * pValues.length) / (pValues.length - place))
    adjusted[index] = least
  })
  return adjusted
}
