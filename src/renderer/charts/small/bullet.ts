/** A value against its target and its maximum. */

export type BulletState = 'met' | 'overTarget' | 'overMaximum' | 'none'

export interface Bullet {
  state: BulletState
  /** Places on the bar, 0..1; null where there is no such value. */
  value: number | null
  target: number | null
  maximum: number | null
}

export interface BulletInput {
  value: number | null
  target: number | null
  maximum: number | null
  /** Smaller is worse: a rate that has to be reached. */
  lower: boolean
}

/** The bar ends a quarter beyond the largest of the limits, or at the value, where that is further still but not absurd. */
export function bullet({ value, target, maximum, lower }: BulletInput): Bullet {
  const limits = [target, maximum].filter((limit) => limit !== null && Number.isFinite(limit)) as number[]
  const measured = value !== null && Number.isFinite(value) ? value : null
  const end = Math.max(...limits.map((limit) => limit * 1.25), limits.length === 0 ? (measured ?? 0) : 0)
  const place = (one: number | null) =>
    one === null || !Number.isFinite(one) || end <= 0 ? null : Math.min(1, Math.max(0, one / end))
  return {
    state: stateOf(measured, target, maximum, lower),
    value: place(measured),
    target: place(target),
    maximum: place(maximum),
  }
}

function stateOf(value: number | null, target: number | null, maximum: number | null, lower: boolean): BulletState {
  if (value === null || (target === null && maximum === null)) return 'none'
  const misses = (limit: number | null) => limit !== null && (lower ? value < limit : value > limit)
  if (misses(maximum)) return 'overMaximum'
  return misses(target) ? 'overTarget' : 'met'
}
