/** `criteria`: read from the plan and from scenarios, merged, and compared with the endpoints that there are. */
import { matchEndpoint } from '../criteria/matchEndpoint.ts'
import type { Compilation } from './compilation.ts'
import type { Criterion, CriterionSubject, Endpoint } from './compiledPlan.ts'
import { parseCriterion } from './criterionGrammar.ts'
import { nearestName } from './nearest.ts'
import { entriesOf, member, textOf } from './planNode.ts'
import type { LaterNames } from './reachable.ts'
import type { PlanNode } from './planNode.ts'
import { quoted } from './problem.ts'
import type { SourceRange } from './sourceRange.ts'

/** A criterion with the place of its endpoint, for problems. */
export interface ReadCriterion {
  criterion: Criterion
  subjectRange: SourceRange
}

/** Reads `criteria` of the plan or of a scenario: a map {endpoints, all}, or a list of texts and {endpoint, target, maximum}. */
export function readCriteria(compilation: Compilation, node: PlanNode | undefined): ReadCriterion[] {
  if (node?.kind === 'list') return readList(compilation, node.items)
  return [
    ...entriesOf(member(node, 'endpoints')).flatMap((entry) =>
      readLevels(compilation, entry.value, { kind: 'endpoint', pattern: entry.key }, entry.keyRange),
    ),
    ...readLevels(compilation, member(node, 'all'), { kind: 'all' }, node ?? { start: 0, end: 0 }),
  ]
}

function readList(compilation: Compilation, items: PlanNode[]): ReadCriterion[] {
  const found: ReadCriterion[] = []
  for (const item of items) {
    if (textOf(item) === 'stop') {
      takeStop(compilation, found, item)
      continue
    }
    const endpoint = member(item, 'endpoint')
    const pattern = textOf(endpoint)
    const subject: CriterionSubject = pattern === undefined ? { kind: 'all' } : { kind: 'endpoint', pattern }
    if (item.kind === 'map' && member(item, 'target') === undefined && member(item, 'maximum') === undefined) {
      compilation.problems.add(item, { message: 'This criterion has no limit.', expected: '`target` or `maximum`' })
    }
    found.push(...readLevels(compilation, item, subject, endpoint ?? item))
  }
  return found
}

/** In `[ failures < 5% for 10s, stop ]` the comma cuts the list, not the criterion. */
function takeStop(compilation: Compilation, found: ReadCriterion[], node: PlanNode): void {
  const last = found.at(-1)
  if (last === undefined)
    compilation.problems.add(node, {
      message: '`stop` stands behind no criterion.',
      expected: 'a criterion such as failures < 5% for 10s, stop',
    })
  else last.criterion = { ...last.criterion, stop: true, text: `${last.criterion.text}, stop` }
}

/** A text or a list is a maximum. */
function readLevels(
  compilation: Compilation,
  node: PlanNode | undefined,
  subject: CriterionSubject,
  subjectRange: SourceRange,
): ReadCriterion[] {
  if (node === undefined) return []
  if (node.kind !== 'map') return readTexts(compilation, node, subject, subjectRange, 'maximum')
  return [
    ...readTexts(compilation, member(node, 'target'), subject, subjectRange, 'target'),
    ...readTexts(compilation, member(node, 'maximum'), subject, subjectRange, 'maximum'),
  ]
}

function readTexts(
  compilation: Compilation,
  node: PlanNode | undefined,
  subject: CriterionSubject,
  subjectRange: SourceRange,
  level: Criterion['level'],
): ReadCriterion[] {
  const found: ReadCriterion[] = []
  for (const item of node?.kind === 'list' ? node.items : node === undefined ? [] : [node]) {
    const text = textOf(item)?.trim()
    if (text === undefined) continue
    if (text === 'stop') {
      takeStop(compilation, found, item)
      continue
    }
    const parsed = parseCriterion(text)
    if (!parsed.ok) continue // the shape has said so
    const { kind } = parsed.value.metric
    if (subject.kind === 'endpoint' && (kind === 'dropped' || kind === 'checks')) {
      compilation.problems.add(item, {
        message: `\`${kind}\` is counted for the whole run, not for one endpoint.`,
        expected: `\`${kind}\` under \`all\``,
      })
      continue
    }
    found.push({
      criterion: { subject, level, ...parsed.value, text, position: compilation.problems.position(item.start) },
      subjectRange,
    })
  }
  return found
}

/**
 * A scenario's criterion wins over the plan's on the same subject, metric and level. Limits in opposite directions
 * (`rate >= 50/s`, `rate <= 500/s`) and those over a window beside those over the whole run are different questions.
 */
export function mergeCriteria(plan: ReadCriterion[], scenario: ReadCriterion[]): ReadCriterion[] {
  const own = new Set(scenario.map(({ criterion }) => keyOf(criterion)))
  return [...scenario, ...plan.filter(({ criterion }) => !own.has(keyOf(criterion)))]
}

function keyOf({ subject, metric, level, operator, windowMs }: Criterion): string {
  const direction =
    operator === '<' || operator === '<=' ? 'below' : operator === '>' || operator === '>=' ? 'above' : operator
  return JSON.stringify([subject, metric, level, direction, windowMs === null])
}

export interface KnownEndpoints {
  endpoints: Endpoint[]
  /** Who makes further ones while the plan runs. */
  more: LaterNames
}

/** The criteria that are about something there is. What is about nothing is a problem, or is left out (`quiet`). */
export function fittingCriteria(
  compilation: Compilation,
  criteria: ReadCriterion[],
  known: KnownEndpoints,
  quiet: boolean,
  who: string,
): ReadCriterion[] {
  return criteria.filter(({ criterion: { subject }, subjectRange }) => {
    if (subject.kind === 'all') return true
    if (known.endpoints.some((endpoint) => matchEndpoint(subject.pattern, endpoint))) return true
    if (known.more !== 'none') {
      if (!quiet && known.more === 'templates') warnAboutLaterNames(compilation, subject.pattern, subjectRange)
      return true
    }
    if (!quiet) reportUnmatched(compilation, subject.pattern, subjectRange, known.endpoints, who)
    return false
  })
}

function reportUnmatched(
  compilation: Compilation,
  pattern: string,
  range: SourceRange,
  endpoints: Endpoint[],
  who: string,
): void {
  const names = [...new Set(endpoints.flatMap(({ name, path }) => (path === null ? [name] : [path, name])))]
  compilation.problems.add(range, {
    message: `No step of ${who} makes requests to ${quoted(pattern)}.`,
    expected:
      names.length === 0
        ? 'an endpoint of a step'
        : `one of ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', …' : ''}`,
    suggestion: compilation.problems.full
      ? null
      : (nearestName(pattern, names) ?? names.find((name) => name.startsWith(`${pattern}/`)) ?? null),
  })
}

function warnAboutLaterNames(compilation: Compilation, pattern: string, range: SourceRange): void {
  compilation.problems.add(range, {
    severity: 'warning',
    message: `No step is known to make requests to ${quoted(pattern)}; only an \`as\` name that is made while the plan runs could be meant.`,
    expected: 'an endpoint of a step',
  })
}
