/** `scenarios`: load, who takes part, and the criteria that hold. */
import { totalDurationMs } from '../load/loadShape.ts'
import { parseDuration } from '../units/duration.ts'
import type { Compilation } from './compilation.ts'
import { fittingCriteria, mergeCriteria, readCriteria } from './compileCriteria.ts'
import type { KnownEndpoints, ReadCriterion } from './compileCriteria.ts'
import { loadOf } from './compileLoad.ts'
import type { Scenario, UserType } from './compiledPlan.ts'
import { nearestName } from './nearest.ts'
import { entriesOf, member, textOf } from './planNode.ts'
import type { MapEntry, PlanNode } from './planNode.ts'
import { quoted } from './problem.ts'
import { reachableEndpoints, type LaterNames } from './reachable.ts'
import { weightOf } from './weights.ts'

const DEFAULT_GRACEFUL_STOP_MS = 30_000

export function compileScenarios(compilation: Compilation, root: PlanNode, users: UserType[]): Scenario[] {
  const known = users.map((user) => knownEndpointsOf(compilation, [user]))
  const all = knownEndpointsOf(compilation, users)
  const planCriteria = fittingCriteria(
    compilation,
    readCriteria(compilation, member(root, 'criteria')),
    all,
    false,
    'this plan',
  )
  const scenarios = entriesOf(member(root, 'scenarios')).map((entry) =>
    compileScenario(compilation, entry, users, known, planCriteria),
  )
  const allHaveUsers = scenarios.length > 0 && scenarios.every((scenario) => scenario.users.length > 0)
  if (allHaveUsers) warnAboutIdleUsers(compilation, root, users, scenarios)
  return scenarios
}

function knownEndpointsOf(compilation: Compilation, users: UserType[]): KnownEndpoints {
  const entries = users
    .flatMap((user) => [user.onStart, user.onStop, ...user.tasks.map((task) => task.entry)])
    .filter((entry) => entry !== null)
  const { indexes, more } = reachableEndpoints(compilation.program, entries)
  return { endpoints: compilation.endpoints.endpoints.filter((_, index) => indexes.has(index)), more }
}

function mostOf(more: LaterNames[]): LaterNames {
  return more.includes('code') ? 'code' : more.includes('templates') ? 'templates' : 'none'
}

function compileScenario(
  compilation: Compilation,
  entry: MapEntry,
  users: UserType[],
  known: KnownEndpoints[],
  planCriteria: ReadCriterion[],
): Scenario {
  const node = entry.value
  const load = loadOf(compilation.problems, member(node, 'load'))
  const takingPart = mixOf(compilation, entry, users)
  const mine: KnownEndpoints = {
    endpoints: [...new Set(takingPart.flatMap(({ type }) => known[type]?.endpoints ?? []))],
    more: mostOf(takingPart.map(({ type }) => known[type]?.more ?? 'none')),
  }
  const own = fittingCriteria(
    compilation,
    readCriteria(compilation, member(node, 'criteria')),
    mine,
    false,
    `the users of ${quoted(entry.key)}`,
  )
  // The plan's criteria are for all scenarios; those about what this scenario's users never do say nothing here.
  const inherited = fittingCriteria(compilation, planCriteria, mine, true, '')
  const warmUpMs = durationOf(member(node, 'warmUp'), 0)
  if (load !== null && warmUpMs >= totalDurationMs(load)) {
    compilation.problems.add(member(node, 'warmUp') ?? node, {
      message: 'The warm-up takes the whole run: nothing would be judged.',
      expected: 'a warm-up shorter than the run',
    })
  }
  const isOpen = load?.model === 'open'
  for (const { criterion, subjectRange } of own) {
    if (isOpen || load === null || criterion.metric.kind !== 'dropped') continue
    compilation.problems.add(subjectRange, {
      severity: 'warning',
      message: 'Nothing is ever dropped here: this load has users, not arrivals.',
      expected: 'a load of arrivals',
    })
  }
  return {
    name: entry.key,
    purpose: textOf(member(node, 'purpose')) ?? null,
    load: load ?? { model: 'closed', stages: [] },
    warmUpMs,
    gracefulStopMs: durationOf(member(node, 'gracefulStop'), DEFAULT_GRACEFUL_STOP_MS),
    users: takingPart,
    criteria: mergeCriteria(inherited, own).map(({ criterion }) => criterion),
  }
}

function durationOf(node: PlanNode | undefined, otherwise: number): number {
  const parsed = parseDuration(textOf(node) ?? '')
  return parsed.ok ? parsed.value : otherwise
}

/** The types that take part and their weights: all with the plan's weights, or those that the scenario names. */
function mixOf(compilation: Compilation, entry: MapEntry, users: UserType[]): Scenario['users'] {
  const node = member(entry.value, 'users')
  if (node === undefined) {
    const mix = users.map((user, type) => ({ type, weight: user.weight })).filter(({ weight }) => weight > 0)
    if (mix.length === 0 && users.length > 0) {
      compilation.problems.add(entry.keyRange, {
        message: `Nobody takes part in ${quoted(entry.key)}: every user type has weight 0.`,
        expected: '`users` with weights here, or a weight above 0',
      })
    }
    return mix
  }
  const mix = entriesOf(node).flatMap((each) => {
    const type = users.findIndex((user) => user.name === each.key)
    if (type < 0) {
      const names = users.map((user) => user.name)
      compilation.problems.add(each.keyRange, {
        message: `There is no user type ${quoted(each.key)}.`,
        expected: `one of ${names.slice(0, 20).join(', ')}`,
        suggestion: compilation.problems.full ? null : nearestName(each.key, names),
      })
      return []
    }
    return [{ type, weight: weightOf(each.value) }]
  })
  const isEmpty =
    entriesOf(node).length > 0 && mix.length === entriesOf(node).length && mix.every(({ weight }) => weight === 0)
  if (isEmpty)
    compilation.problems.add(node, {
      message: `Nobody takes part in ${quoted(entry.key)}: every weight is 0.`,
      expected: 'a weight above 0',
    })
  return mix.filter(({ weight }) => weight > 0)
}

function warnAboutIdleUsers(compilation: Compilation, root: PlanNode, users: UserType[], scenarios: Scenario[]): void {
  const busy = new Set(scenarios.flatMap((scenario) => scenario.users.map(({ type }) => type)))
  const entries = entriesOf(member(root, 'users'))
  for (const [type, user] of users.entries()) {
    const range = entries[type]?.keyRange
    if (busy.has(type) || range === undefined) continue
    compilation.problems.add(range, {
      severity: 'warning',
      message: `${quoted(user.name)} takes part in no scenario.`,
      expected: 'a weight above 0, or its name in `users` of a scenario',
    })
  }
}
