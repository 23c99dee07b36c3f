/** Which builds are compared where a link does not say: the baseline that was set, or the build before; against the newest. */
import type { BuildOfScenario, ScenarioBuilds, ScenarioOfBuilds } from '../../../contract/methods/builds.ts'
import { formatCount } from '../../ui/format.ts'
import type { CompareLook } from './compareLink.ts'

export type BuildsAsked = Pick<CompareLook, 'baseline' | 'candidate' | 'plan' | 'scenario' | 'target'>

export interface ChosenBuilds {
  /** Null: the link names builds or runs of no scenario that has builds. */
  scenario: ScenarioBuilds | null
  /** Null: there is none. */
  baseline: string | null
  candidate: string | null
}

/** As people see them: `1s4k0z-7x2f`. */
const RUN_ID = /^[0-9a-z]{6,8}-[0-9a-z]{4}$/

/** The baseline that was set, whichever it is. */
export const STARRED = 'starred'

/** @param scenarios those that were run last, first */
export function chooseBuilds(scenarios: readonly ScenarioBuilds[], asked: BuildsAsked): ChosenBuilds {
  const scenario = scenarioOf(scenarios, asked)
  const builds = scenario?.builds ?? []
  const candidate = asked.candidate ?? newestBut(builds, asked.baseline, scenario?.baseline ?? null)
  const baseline = asked.baseline ?? suggestedBaseline(scenario, candidate)
  return { scenario, baseline, candidate }
}

function scenarioOf(scenarios: readonly ScenarioBuilds[], asked: BuildsAsked): ScenarioBuilds | null {
  const { baseline, candidate, plan, scenario, target } = asked
  const fits = (of: ScenarioOfBuilds): boolean =>
    (plan === null || of.planName === plan) &&
    (scenario === null || of.scenario === scenario) &&
    (target === null || of.target === target)
  const fitting = scenarios.filter(fits)
  if (baseline === null && candidate === null)
    return fitting.find(({ builds }) => builds.length > 1) ?? fitting[0] ?? null
  const has = (of: ScenarioBuilds, build: string | null): boolean =>
    build === null || build === STARRED || of.builds.some((own) => own.build === build)
  const named = fitting.find((of) => has(of, baseline) && has(of, candidate))
  if (named !== undefined) return named
  const isKnown = (build: string | null): boolean => fitting.some((of) => has(of, build))
  // Runs say themselves what they are of, and builds of different scenarios that they differ in it.
  if (scenario === null && isKnown(baseline) === isKnown(candidate)) return null
  return fitting.find((of) => has(of, isKnown(candidate) ? candidate : baseline)) ?? fitting[0] ?? null
}

/** What was set as the baseline is compared with, unless it is all that there is. */
function newestBut(builds: readonly BuildOfScenario[], baseline: string | null, set: string | null): string | null {
  const others = builds.filter(({ build }) => build !== (baseline === STARRED ? set : baseline))
  return (others.find(({ build }) => build !== set) ?? others[0])?.build ?? null
}

/** @returns null where there is no other build */
export function suggestedBaseline(scenario: ScenarioBuilds | null, candidate: string | null): string | null {
  if (scenario === null) return null
  if (scenario.baseline !== null && scenario.baseline !== candidate) return scenario.baseline
  return buildBefore(scenario.builds, candidate)
}

/** The one that was run before it; where there is none, the next one. */
function buildBefore(builds: readonly BuildOfScenario[], candidate: string | null): string | null {
  const at = builds.findIndex(({ build }) => build === candidate)
  return (builds[at + 1] ?? builds.find(({ build }) => build !== candidate))?.build ?? null
}

export interface BuildOption extends BuildOfScenario {
  /** Why one would take it. */
  hints: ('baseline' | 'newest' | 'previous')[]
}

/**
 * Those that suggest themselves first, then the newest first.
 *
 * @param other the one on the other side: nothing is compared with itself
 */
export function buildOptions(scenario: ScenarioBuilds | null, other: string | null): BuildOption[] {
  if (scenario === null) return []
  const before = buildBefore(scenario.builds, other)
  const at = scenario.builds.findIndex(({ build }) => build === other)
  const options = scenario.builds.map((own, index): BuildOption => {
    const hints: BuildOption['hints'] = []
    if (own.build === scenario.baseline) hints.push('baseline')
    if (index === 0) hints.push('newest')
    if (at >= 0 && index === at + 1 && own.build === before) hints.push('previous')
    return { ...own, hints }
  })
  return options
    .filter(({ build }) => build !== other)
    .toSorted((one, two) => Number(two.hints.length > 0) - Number(one.hints.length > 0))
}

/** An option of a list: a build that there is, or what was typed. */
export interface ListedBuild {
  pick: string
  /** Null: it was typed. */
  own: BuildOption | null
}

export function runsText(runs: number): string {
  return runs === 1 ? '1 run' : `${formatCount(runs)} runs`
}

/** Builds that both sides have, and how many runs they had: when that changes, the comparison is of yesterday. */
export function runsOfChoice({ scenario, baseline, candidate }: ChosenBuilds): string {
  const own = scenario?.builds.filter(({ build }) => build === baseline || build === candidate) ?? []
  return own.map(({ build, runs, newestMs }) => JSON.stringify([build, runs, newestMs])).join()
}

/** What stands for a side in few words: its build, or how many runs were chosen one by one. */
export function namedRuns(builds: string): string {
  const names = builds.split(',').filter((name) => name.trim() !== '')
  return names.length > 1 && names.every((name) => RUN_ID.test(name.trim())) ? `${names.length} chosen runs` : builds
}
