/** Findings of all series as one list: builds by name, what people said of them, what stands first. */
import type { BuildOnTrend, ScenarioTrend, SeriesTrend, TrendChange } from '../../core/trend/scenarioTrend.ts'
import type { Fingerprint, Trend, TrendFinding } from '../../core/trend/trendTypes.ts'
import type { ChangeId, MovedChange, Triage } from '../storage/comparisonMarks.ts'

/** @param newest fingerprint of the newest run that counts; null: there is none */
export function changesOf(
  series: readonly SeriesTrend[],
  triage: readonly Triage[],
  moves: readonly MovedChange[],
  newest: Fingerprint | null,
): Pick<ScenarioTrend, 'changes' | 'withdrawn'> {
  const changes: TrendChange[] = []
  const withdrawn: TrendChange[] = []
  for (const one of series) {
    const isOf = ({ endpoint, metric }: ChangeId): boolean => metric === one.metric && isSame(endpoint, one.endpoint)
    const said = { triage: triage.filter(isOf), moves: moves.filter(isOf) }
    const standing = standingFindings(one.trend, newest)
    for (const finding of one.trend.findings) changes.push(changeOf(one, finding, standing.has(finding), said))
    for (const finding of one.trend.withdrawn) withdrawn.push(changeOf(one, finding, false, said))
  }
  return { changes: changes.toSorted(inOrder), withdrawn: withdrawn.toSorted(inOrder) }
}

/** Those after the last one the other way. */
function standingFindings({ findings, segments }: Trend, newest: Fingerprint | null): ReadonlySet<TrendFinding> {
  const standing = new Set<TrendFinding>()
  const now = segments.findIndex(({ fingerprint }) => newest !== null && isAlike(fingerprint, newest))
  const own = findings.filter(({ segment, state }) => segment === now && state !== 'wentAway').toReversed()
  for (const finding of own) {
    if (finding.verdict !== own[0]!.verdict) break
    standing.add(finding)
  }
  return standing
}

function isAlike(one: Fingerprint, other: Fingerprint): boolean {
  return (
    one.plan === other.plan &&
    one.profile === other.profile &&
    one.host === other.host &&
    one.generator === other.generator
  )
}

function changeOf(
  { endpoint, metric, trend }: SeriesTrend,
  finding: TrendFinding,
  stands: boolean,
  { triage, moves }: { triage: readonly Triage[]; moves: readonly MovedChange[] },
): TrendChange {
  const named = (index: number): BuildOnTrend => {
    const { build, runIds, startedAtMs } = trend.builds[index]!
    return { build, runId: runIds[0]!, startedAtMs }
  }
  const first = finding.kind === 'step' ? finding.build : nextOfSegment(trend, finding.segment, finding.from)
  const among =
    finding.kind === 'step'
      ? finding.buildSet.map(({ build }) => build)
      : trend.segments[finding.segment]!.builds.filter((index) => index >= first && index <= finding.to)
  const runsAmong = new Set(among.flatMap((index) => trend.builds[index]!.runIds))
  const aboutThis = <T extends ChangeId>(said: readonly T[]): T | undefined =>
    said.find(({ runId }) => trend.builds[first]!.runIds.includes(runId)) ??
    // More runs may have moved the likeliest build a little since.
    said.find(({ runId }) => runsAmong.has(runId))
  const about = aboutThis(triage)
  const move = aboutThis(moves)
  const stretch = trend.segments[finding.segment]!.builds
  const movedTo = stretch.find((index) => move !== undefined && trend.builds[index]!.runIds.includes(move.beganWith))
  const began = stretch.indexOf(movedTo ?? first)
  const beside = (step: number): BuildOnTrend | null => {
    const index = stretch[began + step]
    return index === undefined ? null : named(index)
  }
  return {
    endpoint,
    metric,
    finding,
    at: named(first),
    among: among.map(named),
    returnedAt: finding.returnedAt === null ? null : named(finding.returnedAt),
    moved:
      move === undefined || movedTo === undefined || movedTo === first ? null : { to: named(movedTo), atMs: move.atMs },
    earlier: beside(-1),
    later: beside(1),
    stands,
    triage: about === undefined ? null : { state: about.state, note: about.note, atMs: about.atMs },
  }
}

function nextOfSegment({ segments }: Trend, segment: number, index: number): number {
  return segments[segment]!.builds.find((build) => build > index) ?? index
}

function inOrder(one: TrendChange, other: TrendChange): number {
  if (one.stands !== other.stands) return one.stands ? -1 : 1
  if (!one.stands) return other.at.startedAtMs - one.at.startedAtMs || strengthOf(other) - strengthOf(one)
  return rankOf(one) - rankOf(other) || strengthOf(other) - strengthOf(one)
}

function rankOf({ finding: { verdict, minor } }: TrendChange): number {
  return (minor ? 2 : 0) + (verdict === 'regressed' ? 0 : 1)
}

function strengthOf({ finding: { effect } }: TrendChange): number {
  return effect.of === 'difference' ? Math.abs(effect.value) : Math.abs(Math.log(effect.value))
}

function isSame(one: SeriesTrend['endpoint'], other: SeriesTrend['endpoint']): boolean {
  if (one === null || other === null) return one === other
  return one.name === other.name && one.kind === other.kind
}
