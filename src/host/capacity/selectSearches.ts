/** Which searches for capacity are meant by the names of two builds, or of searches. */
import { MOST_SEARCHES, type CapacitySearch } from '../../contract/methods/capacity.ts'
import { HistoryError } from '../storage/historyError.ts'
import type { History } from '../storage/history.ts'
import type { ChosenSearches } from './compareSearches.ts'

export interface SearchChoice {
  /** Labels or commits of builds, or ids of searches, with commas between; the baseline may be `starred`. */
  baseline: string
  candidate: string
  plan?: string
  scenario?: string
}

const NAMED = 5

/**
 * The newest of one scenario: that which was searched last with both builds.
 * @throws HistoryError with what may be meant
 */
export function selectSearches(history: History, choice: SearchChoice): ChosenSearches {
  const { plan, scenario } = choice
  const all = history.capacitySearches().filter(({ isRunning }) => !isRunning)
  const asked = all.filter(
    (one) => (plan === undefined || one.planName === plan) && (scenario === undefined || one.scenario === scenario),
  )
  const candidates = searchesOf(asked, all, choice.candidate)
  const baselines =
    choice.baseline === 'starred' ? starred(history, asked, candidates) : searchesOf(asked, all, choice.baseline)
  const shared = candidates.find((one) => baselines.some((other) => isSameTest(one, other)))
  // Compared all the same, and said what is different.
  const ids = (searches: readonly CapacitySearch[], test: CapacitySearch): string[] =>
    searches
      .filter((one) => isSameTest(one, test))
      .slice(0, MOST_SEARCHES)
      .map(({ id }) => id)
  return { baseline: ids(baselines, shared ?? baselines[0]!), candidate: ids(candidates, shared ?? candidates[0]!) }
}

/** Newest first, at least one. */
function searchesOf(asked: readonly CapacitySearch[], all: readonly CapacitySearch[], names: string): CapacitySearch[] {
  const parts = asked.some(({ build }) => build === names) ? [names] : names.split(',').map((part) => part.trim())
  const isMeant = ({ id, build }: CapacitySearch): boolean => parts.includes(id) || isBuild(build, parts)
  const found = asked.filter(isMeant)
  if (found.length > 0) return found
  const elsewhere = all.filter(isMeant)
  throw new HistoryError(
    'notFound',
    elsewhere.length > 0
      ? `The capacity of ${quoted(names)} was not searched there, but with ${listed(elsewhere.map(testText))}. Name one of them with --plan and --scenario.`
      : `No search for capacity is of ${quoted(names)}${hintOf(all)}`,
  )
}

/** A commit may be longer than the part of it that is kept as the name of a build. */
function isBuild(build: string | null, names: readonly string[]): boolean {
  return (
    build !== null && names.some((name) => name === build || (/^[\da-f]{12,40}$/.test(name) && name.startsWith(build)))
  )
}

function starred(
  history: History,
  asked: readonly CapacitySearch[],
  candidates: readonly CapacitySearch[],
): CapacitySearch[] {
  for (const { planName, scenario, target } of candidates) {
    const build = history.baseline({ planName, scenario, target })
    if (build === null) continue
    const own = asked.filter((one) => one.planName === planName && one.scenario === scenario && one.build === build)
    if (own.length > 0) return own
    throw new HistoryError(
      'notFound',
      `The baseline is ${quoted(build)}, of which there is no search for capacity. Make one with \`loadwright capacity\`, or name another build.`,
    )
  }
  throw new HistoryError(
    'notFound',
    `No baseline is set for ${listed(candidates.map(testText))}. Set one with \`loadwright baseline BUILD\`.`,
  )
}

function isSameTest(one: CapacitySearch, other: CapacitySearch): boolean {
  return one.planName === other.planName && one.scenario === other.scenario
}

function testText({ planName, scenario }: CapacitySearch): string {
  return `${shortened(planName)} · ${shortened(scenario)}`
}

function hintOf(all: readonly CapacitySearch[]): string {
  if (all.length === 0) return ': the history has none that has ended (`loadwright capacity PLAN --build LABEL`).'
  const builds = [...new Set(all.map(({ build, id }) => build ?? id))]
  return `; there are those of ${listed(builds.map(quoted))}.`
}

function listed(texts: readonly string[]): string {
  const all = [...new Set(texts)]
  const more = all.length - NAMED
  return more > 0 ? `${all.slice(0, NAMED).join(', ')} and ${more} more` : all.join(', ')
}

function quoted(name: string): string {
  return JSON.stringify(shortened(name))
}

function shortened(name: string): string {
  return name.length > 60 ? `${name.slice(0, 59)}…` : name
}
