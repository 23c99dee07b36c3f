/**
 * The values nearest to those given (least weighted squares) that never fall: neighbours that do are taken together until none does (pool adjacent
 * violators; M. Ayer et al., "An empirical distribution function for sampling with incomplete information", Ann. Math. Statist. 26, 1955).
 *
 * @param weights above 0, as many as values
 */
export function nonDecreasing(values: readonly number[], weights: readonly number[]): number[] {
  const blocks: { sum: number; weight: number; count: number }[] = []
  values.forEach((value, at) => {
    const weight = weights[at]!
    let block = { sum: value * weight, weight, count: 1 }
    for (let last = blocks.at(-1); last !== undefined && isHigher(last, block); last = blocks.at(-1)) {
      blocks.pop()
      block = { sum: last.sum + block.sum, weight: last.weight + block.weight, count: last.count + block.count }
    }
    blocks.push(block)
  })
  return blocks.flatMap(({ sum, weight, count }) => Array.from({ length: count }, () => sum / weight))
}

interface Block {
  sum: number
  weight: number
}

function isHigher(one: Block, other: Block): boolean {
  return one.sum / one.weight > other.sum / other.weight
}
