/** What two sets of runs differ in, besides the build: stated before any number, and where it makes numbers meaningless, in place of them. */
import { totalDurationMs, type LoadShape } from '../load/loadShape.ts'
import type { Difference, DifferenceKind } from './comparison.ts'
import type { RunFacts } from './comparisonInput.ts'

/** Share of the load that may be false: from here on it is said, and from there nothing can be said. */
const UNTRUSTED_STATED_ABOVE = 0.05
export const UNTRUSTED_REFUSED_ABOVE = 0.5
/** Loads that last so many times as long as others have other warm-ups, caches and amounts of data. */
const DURATION_RATIO = 1.25

interface Fact {
  kind: DifferenceKind
  severity: Difference['severity']
  of: (facts: TestedWith) => string | null
}

/** What a run was made with, whatever its load. */
export type TestedWith = Pick<RunFacts, 'plan' | 'planDigest' | 'scenario' | 'target' | 'environment' | 'generator'>

/** All runs of both builds should have the same of each. */
const FACTS: readonly Fact[] = [
  { kind: 'plan', severity: 'refuses', of: ({ plan }) => plan },
  { kind: 'scenario', severity: 'refuses', of: ({ scenario }) => scenario },
  { kind: 'planText', severity: 'states', of: ({ planDigest }) => planDigest },
  { kind: 'target', severity: 'states', of: ({ target }) => target },
  { kind: 'environment', severity: 'states', of: ({ environment }) => environment },
  { kind: 'generatorHost', severity: 'states', of: ({ generator }) => generator.host },
  { kind: 'generatorVersion', severity: 'states', of: ({ generator }) => generator.version },
  { kind: 'engines', severity: 'states', of: ({ generator }) => String(generator.engines) },
]

/** What refuses comes first. */
export function differencesOf(baseline: readonly RunFacts[], candidate: readonly RunFacts[]): Difference[] {
  const all = [...baseline, ...candidate]
  const found = [
    ...setDifferences(baseline, candidate),
    ...loadDifferences(baseline, candidate),
    ...testDifferences(baseline, candidate),
    ...runDifferences(all),
  ]
  return found.toSorted((a, b) => Number(b.severity === 'refuses') - Number(a.severity === 'refuses'))
}

/** Of what the runs were made with, in the order of the facts. */
export function testDifferences(baseline: readonly TestedWith[], candidate: readonly TestedWith[]): Difference[] {
  const all = [...baseline, ...candidate]
  return FACTS.flatMap(({ kind, severity, of }) => {
    const values = { baseline: distinct(baseline, of), candidate: distinct(candidate, of) }
    const isSame = new Set([...values.baseline, ...values.candidate, ...missing(all, of)]).size <= 1
    return isSame ? [] : [{ kind, severity, ...values, runIds: [] }]
  })
}

/** Which runs there are. */
function setDifferences(baseline: readonly RunFacts[], candidate: readonly RunFacts[]): Difference[] {
  const found: Difference[] = []
  const builds = {
    baseline: distinct(baseline, ({ build }) => build),
    candidate: distinct(candidate, ({ build }) => build),
  }
  if (baseline.length === 0 || candidate.length === 0)
    found.push({ kind: 'noRuns', severity: 'refuses', ...builds, runIds: [] })
  const ids = new Set(baseline.map(({ runId }) => runId))
  const both = candidate.filter(({ runId }) => ids.has(runId)).map(({ runId }) => runId)
  if (both.length > 0) found.push({ kind: 'sameRun', severity: 'refuses', ...builds, runIds: both })
  if (builds.baseline.some((build) => builds.candidate.includes(build)))
    found.push({ kind: 'sameBuild', severity: 'states', ...builds, runIds: [] })
  if (builds.baseline.length > 1 || builds.candidate.length > 1)
    found.push({ kind: 'severalBuilds', severity: 'states', ...builds, runIds: [] })
  return found
}

/** Another load has other response times, of any build. */
function loadDifferences(baseline: readonly RunFacts[], candidate: readonly RunFacts[]): Difference[] {
  const all = [...baseline, ...candidate]
  const texts = {
    baseline: distinct(baseline, ({ loadText }) => loadText),
    candidate: distinct(candidate, ({ loadText }) => loadText),
    runIds: [],
  }
  if (new Set(all.map(({ load }) => load.model)).size > 1) return [{ kind: 'loadModel', severity: 'refuses', ...texts }]
  if (new Set(all.map(({ load }) => levelsOf(load))).size > 1) return [{ kind: 'load', severity: 'refuses', ...texts }]
  const durations = all.map(({ loadMs, load }) => Math.min(loadMs, totalDurationMs(load))).filter((ms) => ms > 0)
  const isLonger = durations.length > 0 && Math.max(...durations) > DURATION_RATIO * Math.min(...durations)
  return isLonger ? [{ kind: 'duration', severity: 'states', ...texts }] : []
}

/** Of single runs. */
function runDifferences(all: readonly RunFacts[]): Difference[] {
  const found: Difference[] = []
  const add = (kind: DifferenceKind, severity: Difference['severity'], is: (facts: RunFacts) => boolean): void => {
    const runIds = all.filter(is).map(({ runId }) => runId)
    if (runIds.length > 0) found.push({ kind, severity, baseline: [], candidate: [], runIds })
  }
  add('untrusted', 'refuses', ({ untrustedShare }) => untrustedShare > UNTRUSTED_REFUSED_ABOVE)
  add(
    'untrusted',
    'states',
    ({ untrustedShare }) => untrustedShare > UNTRUSTED_STATED_ABOVE && untrustedShare <= UNTRUSTED_REFUSED_ABOVE,
  )
  add('steered', 'states', ({ wasSteered }) => wasSteered)
  add('incomplete', 'states', ({ isComplete }) => !isComplete)
  return found
}

/** Heights of a load, however long each lasts. A stage that lasts no time says where the next begins, which that says itself. */
function levelsOf({ model, stages }: LoadShape): string {
  return JSON.stringify([model, stages.filter(({ durationMs }) => durationMs > 0).map(({ from, to }) => [from, to])])
}

/** In order of their first run; those of runs that have none are left out. */
function distinct<T>(runs: readonly T[], of: (facts: T) => string | null): string[] {
  return [...new Set(runs.map(of).filter((value) => value !== null))]
}

/** That a run has none is a value of its own. */
function missing<T>(runs: readonly T[], of: (facts: T) => string | null): null[] {
  return runs.some((run) => of(run) === null) ? [null] : []
}
