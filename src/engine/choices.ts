/** What a user leaves to chance: which way to go, and how long to wait. Always from the user's own seeded stream. */
import type { Wait } from '../core/plan/compiledPlan.ts'
import type { RandomStream } from '../core/random.ts'

/** An index, with the probability of its weight. Nothing is drawn where there is no choice. */
export function chooseByWeight(weights: readonly number[], random: RandomStream): number {
  if (weights.length === 1) return 0
  let draw = random.nextFloat() * weights.reduce((sum, weight) => sum + weight, 0)
  for (let i = 0; i < weights.length; i++) {
    draw -= weights[i]!
    if (draw < 0) return i
  }
  return weights.length - 1
}

/** A think time, ms. @throws Error for pacing, which is no length of time but a schedule. */
export function thinkTimeMs(wait: Wait, random: RandomStream): number {
  switch (wait.kind) {
    case 'fixed':
      return wait.ms
    case 'uniform':
      return wait.minMs + random.nextFloat() * (wait.maxMs - wait.minMs)
    case 'exponential':
      return random.exponential(wait.meanMs)
    case 'pacing':
      throw new Error('pacing is not a wait inside a task')
  }
}
