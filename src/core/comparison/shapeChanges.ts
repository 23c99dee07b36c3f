/**
 * Whether the form of a distribution changed, whatever its scale: a second hump, a longer tail. The statistic is Anderson and Darling's of
 * both builds' requests; its chance comes from the runs, which are dealt to the builds anew, as requests of one run are no independent
 * evidence. All endpoints are dealt together, and each is held to the largest of all (P. Westfall, S. Young, 1993), so that of two
 * hundred not ten have changed by chance.
 */
import type { InTurn } from '../inTurn.ts'
import type { RandomStream } from '../random.ts'
import { andersonDarling } from '../statistics/andersonDarling.ts'
import type { EvidenceOfEndpoint } from './evidenceByEndpoint.ts'

export interface ShapeChange {
  p: number
  isChanged: boolean
}

/** By run: 1 where it is the candidate's. */
type Deal = Uint8Array<ArrayBuffer>

/** More ways to deal are sampled. */
const DEALS_AT_MOST = 1_000
const LEVEL = 0.05

/**
 * In the order of the endpoints; null where a run has too few requests there, or runs are too few to reach 5 %. With a pause after every
 * endpoint.
 */
export function* shapeChangesInTurn(
  endpoints: readonly EvidenceOfEndpoint[],
  random: RandomStream,
): InTurn<(ShapeChange | null)[]> {
  const baseline = endpoints[0]?.baseline.length ?? 0
  const candidate = endpoints[0]?.candidate.length ?? 0
  const deals = dealsOf(baseline, candidate, random)
  // Of equal numbers of runs, the builds exchanged are as far apart as they are.
  if ((baseline === candidate ? 2 : 1) / deals.length > LEVEL) return endpoints.map(() => null)
  // In units of what dealing gives: an endpoint with more requests has larger ones.
  const relative: (number[] | null)[] = []
  for (const endpoint of endpoints) {
    const tallies = talliesOf(endpoint)
    relative.push(tallies === null ? null : relativeTo(deals.map((deal) => statisticOf(tallies, deal))))
    yield
  }
  const largest = deals.map((_, deal) => Math.max(0, ...relative.map((own) => own?.[deal] ?? 0)))
  return relative.map((own) => {
    if (own === null) return null
    // The first deal is the true one. Sums in another order differ in their last digits.
    const p = largest.filter((value) => value >= own[0]! * (1 - 1e-9)).length / deals.length
    return { p, isChanged: p <= LEVEL }
  })
}

interface Tallies {
  /** By run. */
  tallies: Float64Array[]
  sum: Float64Array
}

/** Steps that no run has anything in are left out. */
function talliesOf({ baseline, candidate }: EvidenceOfEndpoint): Tallies | null {
  const tallies = [...baseline, ...candidate].map((run) => run?.shape ?? null).filter((tally) => tally !== null)
  if (tallies.length < baseline.length + candidate.length) return null
  const sum = tallies[0]!.map((_, at) => tallies.reduce((all, tally) => all + tally[at]!, 0))
  const held = (_: number, at: number): boolean => sum[at]! > 0
  return { tallies: tallies.map((tally) => tally.filter(held)), sum: sum.filter(held) }
}

/** @param sum of all tallies: what is not the candidate's is the baseline's */
function statisticOf({ tallies, sum }: Tallies, isCandidate: Deal): number {
  const candidate = new Float64Array(sum.length)
  for (let run = 0; run < tallies.length; run++) {
    if (isCandidate[run] === 0) continue
    const tally = tallies[run]!
    for (let at = 0; at < sum.length; at++) candidate[at]! += tally[at]!
  }
  const baseline = sum.slice()
  for (let at = 0; at < sum.length; at++) baseline[at]! -= candidate[at]!
  return andersonDarling([baseline, candidate])
}

function relativeTo(statistics: readonly number[]): number[] {
  const typical = statistics.reduce((sum, value) => sum + value, 0) / statistics.length
  return statistics.map((value) => (typical > 0 ? value / typical : 0))
}

/** Which runs are the candidate's: as it is, and every other way, or as many as are looked at. */
function dealsOf(baseline: number, candidate: number, random: RandomStream): Deal[] {
  const runs = baseline + candidate
  const asItIs = Uint8Array.from({ length: runs }, (_, run) => (run < baseline ? 0 : 1))
  if (baseline === 0 || candidate === 0) return [asItIs]
  if (waysToChoose(runs, candidate) <= DEALS_AT_MOST) {
    return [asItIs, ...everyDeal(runs, candidate).filter((deal) => deal.some((value, run) => value !== asItIs[run]))]
  }
  const deals = [asItIs]
  while (deals.length < DEALS_AT_MOST) deals.push(shuffled(asItIs, random))
  return deals
}

function waysToChoose(of: number, chosen: number): number {
  let ways = 1
  for (let at = 1; at <= chosen; at++) ways = (ways * (of - chosen + at)) / at
  return Math.round(ways)
}

function everyDeal(runs: number, chosen: number): Deal[] {
  if (chosen === 0) return [new Uint8Array(runs)]
  if (chosen > runs) return []
  const without = everyDeal(runs - 1, chosen).map((deal) => Uint8Array.of(...deal, 0))
  return [...without, ...everyDeal(runs - 1, chosen - 1).map((deal) => Uint8Array.of(...deal, 1))]
}

function shuffled(values: Deal, random: RandomStream): Deal {
  const copy = values.slice()
  for (let at = copy.length - 1; at > 0; at--) {
    const other = random.int(0, at)
    ;[copy[at], copy[other]] = [copy[other]!, copy[at]!]
  }
  return copy
}
