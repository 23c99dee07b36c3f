/** What a reader should know beside the verdicts, as sentences. */
import type { CompletedComparison, EndpointComparison } from './comparison.ts'
import { isLatency } from './metrics.ts'

export type NoteKind =
  | 'pairs'
  | 'newEndpoints'
  | 'goneEndpoints'
  | 'errors'
  | 'shape'
  | 'costShift'
  | 'noisyRun'
  | 'warmUp'
  | 'tests'

export interface ComparisonNote {
  kind: NoteKind
  text: string
}

const NAMED = 5

export function comparisonNotes(comparison: CompletedComparison): ComparisonNote[] {
  const { endpoints, noisyRuns, costShift, errorGroups, warmUpS, historyRuns, tests } = comparison
  const named = (presence: EndpointComparison['presence']): string[] =>
    endpoints.filter((own) => own.presence === presence).map(({ endpoint }) => endpoint.name)
  const [added, gone] = [named('new'), named('vanished')]
  const shapes = endpoints.filter(isOnlyShapeChanged).map(({ endpoint }) => endpoint.name)
  const pairs = pairsSentence(comparison)
  // Of the seconds that are compared: what comes only while users start may be there all the same, in the warm-up.
  const only = (build: string, names: readonly string[]) => `Requests in the ${build} only: ${listed(names)}.`
  const notes: (ComparisonNote | false)[] = [
    pairs !== null && { kind: 'pairs', text: pairs },
    added.length > 0 && { kind: 'newEndpoints', text: only('candidate', added) },
    gone.length > 0 && { kind: 'goneEndpoints', text: only('baseline', gone) },
    ...errorGroups.slice(0, NAMED).map(({ change, endpoint, message, count, runs, ofRuns }): ComparisonNote => ({
      kind: 'errors',
      text: `${change === 'new' ? 'New errors' : 'Errors that are gone'}: ${endpoint} ${message} (${count}, in ${runs} of ${ofRuns} runs).`,
    })),
    shapes.length > 0 && { kind: 'shape', text: `The form of the distribution changed: ${listed(shapes)}.` },
    costShift !== null && {
      kind: 'costShift',
      text: `Time moved from ${listed(costShift.faster.map(({ name }) => name))} to ${listed(costShift.slower.map(({ name }) => name))}; the sum is about the same.`,
    },
    ...noisyRuns.map(({ runId, build, places }): ComparisonNote => ({
      kind: 'noisyRun',
      text: `Run ${runId} of the ${build} is far from the others (${places.length} ${places.length === 1 ? 'metric' : 'metrics'}).`,
    })),
    warmUpS > 0 && { kind: 'warmUp', text: `The first ${warmUpS} s of each run are left out: a warm-up.` },
    tests === 0 &&
      endpoints.length > 0 && {
        kind: 'tests',
        text: 'Nothing was tested: how far runs of one build differ is not known.',
      },
    tests > 0 && {
      kind: 'tests',
      text: `${tests} ${tests === 1 ? 'test' : 'tests'}, q adjusted for their number${historyRuns > 0 ? `; spread also from ${historyRuns} earlier ${historyRuns === 1 ? 'run' : 'runs'}` : ''}.`,
    },
  ]
  return notes.filter((note) => note !== false)
}

/** How runs were taken, where they were not taken each for itself. */
export function pairsSentence({ design, baseline }: CompletedComparison): string | null {
  if (design === 'independent') return null
  const pairs = baseline.runIds.length
  return pairs === 1
    ? '1 pair of runs: how pairs differ is not known.'
    : `${pairs} pairs of runs, one beside the other: what both had in common cancels.`
}

/** A change of its percentiles is told anyway. */
function isOnlyShapeChanged({ shape, metrics }: EndpointComparison): boolean {
  return (
    shape?.isChanged === true && metrics.every(({ metric, verdict }) => !isLatency(metric) || verdict !== 'regressed')
  )
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, NAMED).join(', ')}${names.length > NAMED ? `, and ${names.length - NAMED} more` : ''}`
}
