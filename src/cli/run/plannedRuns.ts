/** Which runs a command makes, in which order: scenarios again and again, or two targets in turn. */
import { MAX_SEED } from './runOptions.ts'
import type { RunRequest } from '../../host/runs/startRun.ts'

/** The first and the second target of `--ab`. */
export type Side = 'A' | 'B'

/** The scenarios that were asked for, against one target. */
export interface Lane {
  /** Null: there is only one. */
  side: Side | null
  requests: readonly RunRequest[]
}

export interface PlannedRun {
  request: RunRequest
  side: Side | null
  /** Place of its scenario among those that were asked for. */
  entry: number
  /** 1 for the first, of `rounds`. */
  round: number
  rounds: number
}

/**
 * Round by round. Two targets take turns who is first (A B B A A B …): a machine that gets slower, or faster, does so for both alike.
 * Each round makes other random choices, both runs of a pair the same.
 */
export function plannedRuns(lanes: readonly Lane[], rounds: number): PlannedRun[] {
  const entries = lanes[0]?.requests.length ?? 0
  const planned: PlannedRun[] = []
  for (let round = 1; round <= rounds; round++) {
    const inTurn = round % 2 === 1 ? lanes : lanes.toReversed()
    for (let entry = 0; entry < entries; entry++)
      for (const { side, requests } of inTurn) {
        const request = requests[entry]
        if (request === undefined) continue
        const seed = seedOf(request.seed, round)
        const notices = [...request.notices, ...placeOf(side, round, rounds)]
        planned.push({ request: { ...request, seed, notices }, side, entry, round, rounds })
      }
  }
  return planned
}

/** The largest is followed by the smallest. */
function seedOf(first: number, round: number): number {
  const left = MAX_SEED - first
  return round - 1 <= left ? first + round - 1 : round - 2 - left
}

/** What readers of the run's report should know of the others. */
function placeOf(side: Side | null, round: number, rounds: number): string[] {
  if (side !== null) return [`Run ${side} of pair ${round} of ${rounds}: two targets in turn (--ab).`]
  return rounds === 1 ? [] : [`Run ${round} of ${rounds} of this scenario (--repeat).`]
}
