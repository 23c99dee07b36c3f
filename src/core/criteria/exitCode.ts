/** Exit codes of the command line, and which one wins (command-line.md, ux.md §4.5). Codes are never reused for anything else. */

export const EXIT_CODES = {
  ok: 0,
  bug: 1,
  usage: 2,
  nothingMeasured: 3,
  notWritten: 4,
  overTarget: 97,
  regression: 98,
  overMaximum: 99,
  inconclusive: 100,
  sigint: 130,
  sigterm: 143,
} as const
export type ExitReason = keyof typeof EXIT_CODES

const PRECEDENCE: ExitReason[] = [
  'bug',
  'usage',
  'nothingMeasured',
  'notWritten',
  'sigint',
  'sigterm',
  'overMaximum',
  'inconclusive',
  'regression',
  'overTarget',
]

/**
 * The exit code when several reasons apply. `inconclusive` comes before `overMaximum` only when the failing metric itself is
 * the one that cannot be trusted; a maximum that was certainly passed stays passed.
 */
export function chooseExitCode(reasons: ReadonlySet<ExitReason>, isFailingMetricUntrusted: boolean): number {
  const isDoubtful = isFailingMetricUntrusted && reasons.has('inconclusive')
  const winner = PRECEDENCE.find((reason) => reasons.has(reason) && !(isDoubtful && reason === 'overMaximum'))
  return EXIT_CODES[winner ?? 'ok']
}
