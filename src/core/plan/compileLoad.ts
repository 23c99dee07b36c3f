/** `load` of a scenario → a load shape, with loads that cannot be refused. */
import { closedLoad, constantArrivals } from '../load/loadShape.ts'
import type { LoadShape, OpenLoad, Stage } from '../load/loadShape.ts'
import { formatDurationCompact, parseDuration } from '../units/duration.ts'
import { parseRate } from '../units/rate.ts'
import { MAX_ARRIVALS_PER_S, parseLevel } from './leafGrammar.ts'
import type { Level } from './leafGrammar.ts'
import { entriesOf, itemsOf, member, numberOf, textOf } from './planNode.ts'
import type { PlanNode } from './planNode.ts'
import { quoted } from './problem.ts'
import type { ProblemList } from './problem.ts'

/** As in Locust. */
const DEFAULT_SPAWN_RATE_PER_S = 1
/** Arrivals need a user each while they run: room for ten seconds of them, unless the plan says otherwise. */
const DEFAULT_SECONDS_OF_ARRIVALS = 10
const LEAST_DEFAULT_USERS = 100
const MOST_DEFAULT_USERS = 10_000

/** Null when the load is wrong in any way; the problems say how. */
export function loadOf(problems: ProblemList, node: PlanNode | undefined): LoadShape | null {
  if (node?.kind !== 'map') return null
  const stages = member(node, 'stages')
  const arrivals = member(node, 'arrivals')
  const users = member(node, 'users')
  if (stages !== undefined) {
    refuseForeign(problems, node, ['stages', 'maxUsers', 'spacing'], '`stages` say it')
    return stagedLoad(problems, node, stages)
  }
  if (arrivals !== undefined) {
    refuseForeign(problems, node, ['arrivals', 'for', 'maxUsers', 'spacing'], 'arrivals have none')
    return arrivalLoad(problems, node, arrivals)
  }
  if (users !== undefined) {
    refuseForeign(problems, node, ['users', 'spawnRate', 'for'], '`users` are the most')
    return userLoad(problems, node, users)
  }
  problems.add(node, { message: 'This load does not say how much.', expected: 'one of users, arrivals, stages' })
  return null
}

function refuseForeign(problems: ProblemList, node: PlanNode, fitting: string[], reason: string): void {
  const kinds = ['users', 'arrivals', 'stages']
  for (const { key, keyRange } of entriesOf(node)) {
    // Two kinds at once are reported by the shape.
    if (fitting.includes(key) || kinds.includes(key) || !['spawnRate', 'for', 'maxUsers', 'spacing'].includes(key))
      continue
    problems.add(keyRange, {
      message: `${quoted(key)} has no meaning here: ${reason}.`,
      expected: `only ${fitting.join(', ')}`,
    })
  }
}

/** `for` in milliseconds; null after reporting that there is none, or when its shape is wrong. */
function durationOf(problems: ProblemList, node: PlanNode, key: 'for' | 'over'): number | null {
  const given = member(node, key)
  if (given === undefined) {
    problems.add(
      { start: node.start, end: node.start },
      { message: 'This load does not say how long.', expected: '`for: 2m`' },
    )
    return null
  }
  const parsed = parseDuration(textOf(given) ?? '')
  return parsed.ok && parsed.value > 0 ? parsed.value : null
}

function userLoad(problems: ProblemList, node: PlanNode, usersNode: PlanNode): LoadShape | null {
  const durationMs = durationOf(problems, node, 'for')
  const users = numberOf(usersNode)
  const rateNode = member(node, 'spawnRate')
  const ratePerS = rateNode === undefined ? DEFAULT_SPAWN_RATE_PER_S : spawnRateOf(rateNode)
  if (rateNode !== undefined && ratePerS === 0) {
    problems.add(rateNode, { message: 'At this rate no user ever starts.', expected: 'a rate above 0' })
    return null
  }
  if (durationMs === null || users === undefined || ratePerS === null || !Number.isInteger(users) || users < 1)
    return null
  const rampMs = ((users - 1) / ratePerS) * 1000
  if (rampMs >= durationMs) {
    const rampText = formatDurationCompact(Math.ceil(rampMs))
    problems.add(member(node, 'for') ?? node, {
      message: `The run ends before all ${users} users have started: at ${ratePerS}/s${rateNode === undefined ? ' (the default)' : ''} that takes ${rampText}.`,
      expected: `a run longer than ${rampText}, or a higher spawnRate`,
    })
    return null
  }
  return closedLoad(users, ratePerS, durationMs)
}

function spawnRateOf(node: PlanNode): number | null {
  const number = numberOf(node)
  if (number !== undefined) return number >= 0 ? number : null
  const parsed = parseRate(textOf(node) ?? '')
  return parsed.ok ? parsed.value : null
}

function arrivalLoad(problems: ProblemList, node: PlanNode, arrivalsNode: PlanNode): LoadShape | null {
  const durationMs = durationOf(problems, node, 'for')
  const rate = parseRate(textOf(arrivalsNode) ?? '')
  if (!rate.ok) return null
  if (rate.value === 0 || rate.value > MAX_ARRIVALS_PER_S) {
    problems.add(arrivalsNode, {
      message: rate.value === 0 ? 'At this rate nothing ever starts.' : 'This is more than one machine can start.',
      expected: 'a rate above 0, at most 1000000/s',
    })
    return null
  }
  const maxUsers = maxUsersOf(node, rate.value)
  if (durationMs === null || maxUsers === null) return null
  return { ...constantArrivals(rate.value, durationMs, maxUsers), ...spacingOf(node) }
}

function spacingOf(node: PlanNode): Pick<OpenLoad, 'spacing'> {
  const given = member(node, 'spacing')
  return given !== undefined && textOf(given) === 'random' ? { spacing: 'random' } : {}
}

function maxUsersOf(node: PlanNode, peakPerS: number): number | null {
  const given = member(node, 'maxUsers')
  if (given === undefined)
    return Math.min(
      MOST_DEFAULT_USERS,
      Math.max(LEAST_DEFAULT_USERS, Math.ceil(peakPerS * DEFAULT_SECONDS_OF_ARRIVALS)),
    )
  const users = numberOf(given)
  return users !== undefined && Number.isInteger(users) && users >= 1 ? users : null
}

function stagedLoad(problems: ProblemList, node: PlanNode, stagesNode: PlanNode): LoadShape | null {
  const stages: Stage[] = []
  let model: Level['kind'] | null = null
  let level = 0
  let isRight = stagesNode.kind === 'list' && stagesNode.items.length > 0
  for (const stageNode of itemsOf(stagesNode)) {
    const toNode = member(stageNode, 'to')
    const parsed = toNode === undefined ? null : parseLevel(textOf(toNode) ?? '')
    if (parsed !== null && !parsed.ok) isRight = false
    const to = parsed?.ok === true ? parsed.value : null
    if (to !== null && toNode !== undefined && model !== null && to.kind !== model) {
      problems.add(toNode, {
        message: 'Users and arrivals cannot be mixed in one load.',
        expected: model === 'users' ? 'a number of users, as in the stages before' : 'a rate, as in the stages before',
      })
      isRight = false
    } else model = to?.kind ?? model
    const next = stageLines(problems, stageNode, level, to)
    if (next === null) isRight = false
    else stages.push(...next)
    level = next?.at(-1)?.to ?? level
  }
  if (!isRight) return null
  const peak = Math.max(...stages.map((stage) => Math.max(stage.from, stage.to)))
  if (model === null || peak === 0) {
    problems.add(stagesNode, {
      message: 'These stages never rise above 0.',
      expected: 'a stage such as { to: 100, over: 30s }',
    })
    return null
  }
  return model === 'users' ? closedStages(problems, node, stages) : openStages(node, stages, peak)
}

function closedStages(problems: ProblemList, node: PlanNode, stages: Stage[]): LoadShape {
  for (const { key, keyRange } of entriesOf(node)) {
    if (key !== 'maxUsers' && key !== 'spacing') continue
    problems.add(keyRange, {
      message: `${quoted(key)} has no meaning here: the stages say how many users there are.`,
      expected: 'only stages',
    })
  }
  return { model: 'closed', stages }
}

function openStages(node: PlanNode, stages: Stage[], peak: number): LoadShape | null {
  const maxUsers = maxUsersOf(node, peak)
  return maxUsers === null ? null : { model: 'open', stages, maxUsers, ...spacingOf(node) }
}

/** `to` with `over` is a ramp, `for` a plateau, `to` with `for` a jump and a plateau, all three a ramp and a plateau. */
function stageLines(problems: ProblemList, node: PlanNode, from: number, to: Level | null): Stage[] | null {
  const hasOver = member(node, 'over') !== undefined
  const hasFor = member(node, 'for') !== undefined
  if (!hasOver && !hasFor) {
    problems.add(node, {
      message: 'This stage does not say how long.',
      expected: '`over: 30s` for a ramp, `for: 2m` to stay',
    })
    return null
  }
  if (hasOver && member(node, 'to') === undefined) {
    problems.add(node, { message: 'This ramp does not say where it leads.', expected: '`to: 100` or `to: 50/s`' })
    return null
  }
  const overMs = hasOver ? durationOf(problems, node, 'over') : 0
  const forMs = hasFor ? durationOf(problems, node, 'for') : 0
  if (overMs === null || forMs === null) return null
  const height = to === null ? from : to.kind === 'users' ? to.users : to.ratePerS
  const ramp: Stage[] = hasOver ? [{ durationMs: overMs, from, to: height }] : []
  return hasFor ? [...ramp, { durationMs: forMs, from: height, to: height }] : ramp
}
