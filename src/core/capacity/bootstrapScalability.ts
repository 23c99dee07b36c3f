/**
 * How sure a fit of the Universal Scalability Law is: whole cases (a run at a level) are drawn again with replacement, and the law is fitted to each
 * draw (B. Efron, R. Tibshirani, "An Introduction to the Bootstrap", 1993, §9.5: cases assume neither the law nor equal spread).
 */
import type { RandomStream } from '../random.ts'
import type { ScalabilityPoint } from './fitScalability.ts'
import type { LawParameters } from './scalabilityLaw.ts'

export const REPLICATES = 400
/** Levels of a draw: three parameters go through any three. */
const FEWEST_LEVELS = 4
/** For each draw that is kept; with 6 levels 1 of 50 has too few. */
const MOST_TRIES = 20

/** Laws of the draws, in the order in which they were drawn; fewer than asked for where draws have too few levels. */
export function bootstrapScalability(
  points: readonly ScalabilityPoint[],
  fitTo: (drawn: readonly ScalabilityPoint[]) => LawParameters | null,
  random: RandomStream,
  replicates = REPLICATES,
): LawParameters[] {
  const laws: LawParameters[] = []
  if (points.length < FEWEST_LEVELS) return laws
  for (let tries = replicates * MOST_TRIES; laws.length < replicates && tries > 0; tries--) {
    const drawn = points.map(() => random.pick(points))
    if (new Set(drawn.map(({ level }) => level)).size < FEWEST_LEVELS) continue
    const law = fitTo(drawn)
    if (law !== null) laws.push(law)
  }
  return laws
}
