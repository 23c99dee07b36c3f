/** The study: rounds of both tools against the bundled target, rounds of both against a constant reply, and what follows. */
import { join } from 'node:path'
import { loadPlan } from '../../src/host/plans/loadPlan.ts'
import type { CompiledPlan } from '../../src/core/plan/compiledPlan.ts'
import { startCheapServer } from '../cheapServer.ts'
import { medianEstimate, type Estimate } from '../statistics.ts'
import { loadwright, locust, type Client, type ClientResult } from './clients.ts'
import { compareEndpoints, deviationLimit, overlap, type EndpointComparison, type Round } from './comparison.ts'
import { expectedCounts, type ExpectedCount } from './expectedCounts.ts'
import { disagreements, servedP50Ms, startPlatform } from './platform.ts'

export interface StudyOptions {
  rounds: number
  seconds: number
  log: (line: string) => void
}

/** How the clients differ by themselves in one situation: their p50 less ours, ms. */
export interface ClientDifference {
  situation: string
  oursMs: number
  theirsMs: number
  differenceMs: Estimate
}

export interface Study {
  users: number
  rounds: number
  seconds: number
  endpoints: EndpointComparison[]
  /** What a client and the server counted differently, with the round; empty when all agree. */
  disagreements: string[]
  clients: ClientDifference[]
  /** From the smallest to the greatest of `clients`, with their intervals. */
  clientRangeMs: { low: number; high: number }
  /** Standard deviations that a count may be off, see deviationLimit. */
  limit: number
  verdict: { counts: boolean; ledger: boolean; times: boolean }
}

const USERS = 110
/** Asked by everybody in the same moment, at the start and at the end: their times are those of the queue that this makes. */
const ALL_AT_ONCE = ['GET /api/auth/me (missing token)', 'POST /api/auth/login', 'POST /api/auth/logout']

export async function runStudy({ rounds, seconds, log }: StudyOptions): Promise<Study> {
  const disagreeing: string[] = []
  const platform = await startPlatform()
  const measured = await alternate(rounds, async (name, client, round) => {
    log(`round ${round + 1} of ${rounds}: ${name}, ${USERS} users, ${seconds} s`)
    await platform.reset()
    const result = await client({ plan: 'accuracy', url: platform.url, users: USERS, seconds })
    for (const difference of disagreements(result, await platform.counts()))
      disagreeing.push(`round ${round + 1}, ${name}: ${difference}`)
    const served = await platform.servedMs()
    for (const endpoint of result.endpoints) endpoint.servedP50Ms = servedP50Ms(endpoint.name, served)
    return result
  })
  await platform.close()

  const server = await startCheapServer()
  const constant = await alternate(rounds, (name, client, round) => {
    log(`constant reply, round ${round + 1} of ${rounds}: ${name}`)
    return client({ plan: 'clients', url: server.url, users: USERS, seconds: Math.ceil(seconds / 3) })
  })
  await server.close()
  return conclude({ rounds: measured, constant, seconds, disagreements: disagreeing, plan: await accuracyPlan() })
}

export async function accuracyPlan(): Promise<CompiledPlan> {
  const { plan, problems } = await loadPlan(join(import.meta.dirname, 'accuracy.plan.yaml'), { environment: {} })
  if (plan === null) throw new Error(JSON.stringify(problems[0]))
  return plan
}

interface Findings {
  rounds: Round[]
  constant: Round[]
  seconds: number
  disagreements: string[]
  plan: CompiledPlan
}

function conclude({ rounds, constant, seconds, disagreements: disagreeing, plan }: Findings): Study {
  const endpoints = compareEndpoints(
    rounds,
    rounds.map(({ ours }) => expectedOf(plan, ours)),
    rounds.map(({ theirs }) => expectedOf(plan, theirs)),
    (endpoint) => !ALL_AT_ONCE.includes(endpoint),
  )
  const clients = differencesOf(constant)
  const clientRangeMs = {
    low: Math.min(...clients.map(({ differenceMs }) => differenceMs.low)),
    high: Math.max(...clients.map(({ differenceMs }) => differenceMs.high)),
  }
  const limit = deviationLimit(endpoints.length * 3)
  return {
    users: USERS,
    rounds: rounds.length,
    seconds,
    endpoints,
    disagreements: disagreeing,
    clients,
    clientRangeMs,
    limit,
    verdict: {
      counts: endpoints.every(({ ours, theirs, apart }) =>
        [ours.offExpected, theirs.offExpected, apart].every((deviation) => Math.abs(deviation) <= limit),
      ),
      ledger: disagreeing.length === 0,
      times: endpoints.every(
        ({ p50DifferenceMs }) => p50DifferenceMs === null || overlap(p50DifferenceMs, clientRangeMs),
      ),
    },
  }
}

/** The mix of user types is exact at any number of users, in both tools. */
function expectedOf(plan: CompiledPlan, result: ClientResult): Map<string, ExpectedCount> {
  const weights = plan.users.reduce((sum, { weight }) => sum + weight, 0)
  return expectedCounts({
    plan,
    users: plan.users.map(({ weight }) => (USERS * weight) / weights),
    seconds: result.loadSeconds,
    requestMs: (endpoint) => result.endpoints.find(({ name }) => name === endpoint)?.meanMs ?? 0,
  })
}

function differencesOf(constant: Round[]): ClientDifference[] {
  return constant[0]!.ours.endpoints.map(({ name }) => {
    const p50s = (pick: (round: Round) => ClientResult): number[] =>
      constant.map((round) => pick(round).endpoints.find((endpoint) => endpoint.name === name)?.p50Ms ?? NaN)
    const [ours, theirs] = [p50s((round) => round.ours), p50s((round) => round.theirs)]
    return {
      situation: name,
      oursMs: medianEstimate(ours).value,
      theirsMs: medianEstimate(theirs).value,
      differenceMs: medianEstimate(theirs.map((ms, round) => ms - ours[round]!)),
    }
  })
}

/** One after the other, and the other way round in every other round. */
async function alternate(
  rounds: number,
  run: (name: string, client: Client, round: number) => Promise<ClientResult>,
): Promise<Round[]> {
  const results: Round[] = []
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) {
      const ours = await run('Loadwright', loadwright, round)
      results.push({ ours, theirs: await run('Locust', locust, round) })
    } else {
      const theirs = await run('Locust', locust, round)
      results.push({ ours: await run('Loadwright', loadwright, round), theirs })
    }
  }
  return results
}
