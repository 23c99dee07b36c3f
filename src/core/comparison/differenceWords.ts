/** What two sets of runs differ in besides the build, in words. */
import type { Difference, DifferenceKind } from './comparison.ts'

const NAMES: Readonly<Record<DifferenceKind, string>> = {
  noRuns: 'a build without runs',
  sameRun: 'a run is in both builds',
  sameBuild: 'both have the same label',
  severalBuilds: 'several builds are taken for one',
  plan: 'other plans',
  planText: 'the plan was changed',
  scenario: 'other scenarios',
  load: 'other loads',
  loadModel: 'users in one, arrivals in the other',
  duration: 'loads of other lengths',
  target: 'other targets',
  environment: 'other environments',
  generatorHost: 'other generators',
  generatorVersion: 'other versions of the generator',
  engines: 'other numbers of engines',
  steered: 'the load was changed by hand',
  unpaired: 'left out: no partner, or one of the pair cannot be trusted',
  incomplete: 'ended before their time',
  untrusted: 'part of the load cannot be trusted',
  nothingTrusted: 'no second can be trusted',
}

/** Of runs that say nothing of their build. */
const MOSTLY_UNTRUSTED = 'most of the load cannot be trusted'

/** Digests say nothing to people. */
const WITHOUT_VALUES: ReadonlySet<DifferenceKind> = new Set(['planText', 'noRuns'])
const VALUES = 3

export function differenceText({ kind, severity, baseline, candidate, runIds }: Difference): string {
  const values = WITHOUT_VALUES.has(kind) || (baseline.length === 0 && candidate.length === 0)
  const sides = values ? '' : `: ${listed(baseline)} and ${listed(candidate)}`
  const runs = runIds.length === 0 ? '' : ` (${listed(runIds)})`
  const name = kind === 'untrusted' && severity === 'refuses' ? MOSTLY_UNTRUSTED : NAMES[kind]
  return `${name}${sides}${runs}`
}

function listed(values: readonly string[]): string {
  if (values.length === 0) return 'none'
  return `${values.slice(0, VALUES).join(', ')}${values.length > VALUES ? ', …' : ''}`
}
