/**
 * Commands of views as they are listed before the view is open: for the list of keys, where every key can be changed. What they do
 * stands with their views; commands of the window itself are there from the beginning, and need no such list.
 */
import { RUN_SECTIONS } from '../features/run/runLink.ts'
import { SECTION_NAMES } from '../features/run/useSectionTabs.ts'

/** Where keys hold. Of the parts of a run one is shown at a time; a chart has its keys while it has the focus. */
export const KEY_SCOPES = [
  'everywhere',
  'home',
  'runs',
  'plans',
  'run',
  'run.latency',
  'run.endpoints',
  'run.errors',
  'run.slow',
  'run.compare',
  'compare',
  'trends',
  'capacity',
  'chart',
] as const
export type KeyScope = (typeof KEY_SCOPES)[number]

export interface ListedCommand {
  id: string
  title: string
  /** Those that it has at first. */
  keys: readonly string[]
  scope: KeyScope
}

const HOME: readonly ListedCommand[] = [
  { id: 'home.start', title: 'Home: new run, at the first start the example', keys: ['Ctrl+Enter'], scope: 'home' },
]

const PLANS: readonly ListedCommand[] = [
  { id: 'plans.start', title: 'Plans: start the plan that is shown', keys: ['Ctrl+Enter'], scope: 'plans' },
  { id: 'plans.filter', title: 'Plans: filter', keys: ['/', 'Ctrl+F'], scope: 'plans' },
]

const RUNS: readonly ListedCommand[] = [
  { id: 'runs.filter', title: 'Filter runs', keys: ['Ctrl+F', '/'], scope: 'runs' },
  { id: 'runs.star', title: 'Star the selected runs', keys: ['*'], scope: 'runs' },
  { id: 'runs.compare', title: 'Compare the selected runs', keys: ['K'], scope: 'runs' },
  {
    id: 'runs.baseline',
    title: 'Set or clear the build of the selected runs as the baseline',
    keys: ['B'],
    scope: 'runs',
  },
  { id: 'runs.capacity', title: 'Capacity of the selected runs', keys: [], scope: 'runs' },
  { id: 'runs.delete', title: 'Delete the selected runs', keys: ['Del'], scope: 'runs' },
  { id: 'runs.tag', title: 'Tag the selected runs', keys: [], scope: 'runs' },
  { id: 'runs.history', title: 'History: disk use and retention', keys: [], scope: 'runs' },
]

const RUN: readonly ListedCommand[] = [
  ...RUN_SECTIONS.map((section, index): ListedCommand => ({
    id: `run.section.${section}`,
    title: `Run: ${SECTION_NAMES[section]}`,
    keys: [`Alt+${index + 1}`],
    scope: 'run',
  })),
  { id: 'run.follow', title: 'Run: follow the last 5 min', keys: ['End'], scope: 'run' },
  { id: 'run.freeze', title: 'Run: freeze or resume the view', keys: ['.'], scope: 'run' },
  { id: 'run.window.whole', title: 'Run: window of the whole run', keys: [], scope: 'run' },
  { id: 'run.window.judged', title: 'Run: window that is judged', keys: [], scope: 'run' },
  { id: 'run.reload', title: 'Run: ask again', keys: [], scope: 'run' },
  { id: 'run.details', title: 'Run: show or hide its details', keys: [], scope: 'run' },
  { id: 'run.star', title: 'Run: star it, or take the star away', keys: ['*'], scope: 'run' },
  { id: 'run.mark', title: 'Run: set a mark', keys: ['M'], scope: 'run' },
  { id: 'run.moreUsers', title: 'Run: one user more', keys: ['+'], scope: 'run' },
  { id: 'run.fewerUsers', title: 'Run: one user fewer', keys: ['-'], scope: 'run' },
  { id: 'run.compareBuilds', title: 'Run: compare with another build', keys: [], scope: 'run' },
  { id: 'run.again', title: 'Run: start it again', keys: ['Ctrl+Enter'], scope: 'run' },
  { id: 'run.stop', title: 'Run: stop gracefully', keys: [], scope: 'run' },
  { id: 'run.latency.explain', title: 'Latency: explain a range of latencies …', keys: [], scope: 'run.latency' },
  { id: 'run.endpoints.filter', title: 'Endpoints: filter', keys: ['/', 'Ctrl+F'], scope: 'run.endpoints' },
  { id: 'run.errors.filter', title: 'Errors: filter', keys: ['/', 'Ctrl+F'], scope: 'run.errors' },
  { id: 'run.errors.regroup', title: 'Errors: group by message or by class', keys: ['G'], scope: 'run.errors' },
  { id: 'run.slow.filter', title: 'Slow requests: filter', keys: ['/', 'Ctrl+F'], scope: 'run.slow' },
  {
    id: 'run.slow.difference',
    title: 'Kept request: difference to the median one of its endpoint',
    keys: ['D'],
    scope: 'run.slow',
  },
  { id: 'run.slow.iteration', title: 'Kept request: its iteration', keys: ['I'], scope: 'run.slow' },
  { id: 'run.slow.curl', title: 'Kept request: copy as cURL', keys: ['C'], scope: 'run.slow' },
  { id: 'run.compare.swap', title: 'Compare windows: swap A and B', keys: ['X'], scope: 'run.compare' },
]

const TRENDS: readonly ListedCommand[] = [
  { id: 'trends.filter', title: 'Trends: filter', keys: ['Ctrl+F', '/'], scope: 'trends' },
  { id: 'trends.acknowledge', title: 'Trends: acknowledge the selected changes', keys: ['A'], scope: 'trends' },
  { id: 'trends.noise', title: 'Trends: the selected changes are noise', keys: ['I'], scope: 'trends' },
  { id: 'trends.expected', title: 'Trends: the selected changes are expected …', keys: [], scope: 'trends' },
  { id: 'trends.fixed', title: 'Trends: the selected changes are fixed …', keys: [], scope: 'trends' },
  { id: 'trends.new', title: 'Trends: the selected changes are new again', keys: [], scope: 'trends' },
  { id: 'trends.earlier', title: 'Trends: the selected changes began a build earlier', keys: ['['], scope: 'trends' },
  { id: 'trends.later', title: 'Trends: the selected changes began a build later', keys: [']'], scope: 'trends' },
  { id: 'trends.found', title: 'Trends: the selected changes began where they were found', keys: [], scope: 'trends' },
  { id: 'trends.undo', title: 'Trends: undo what was said last', keys: ['U'], scope: 'trends' },
]

const COMPARE: readonly ListedCommand[] = [
  { id: 'compare.swap', title: 'Compare: swap baseline and candidate', keys: ['X'], scope: 'compare' },
  { id: 'compare.next', title: 'Compare: next finding', keys: ['N'], scope: 'compare' },
  { id: 'compare.previous', title: 'Compare: previous finding', keys: ['P'], scope: 'compare' },
  { id: 'compare.unit', title: 'Compare: changes in % or in ms', keys: ['%'], scope: 'compare' },
  { id: 'compare.filter', title: 'Compare: filter endpoints', keys: ['/', 'Ctrl+F'], scope: 'compare' },
  { id: 'compare.star', title: 'Compare: set or clear the baseline', keys: ['B'], scope: 'compare' },
  { id: 'compare.again', title: 'Compare: read again', keys: [], scope: 'compare' },
]

const CAPACITY: readonly ListedCommand[] = [
  { id: 'capacity.axis', title: 'Capacity: against the load or what is in flight', keys: ['U'], scope: 'capacity' },
]

/** Charts know their own keys, the first of each; one that is changed is handed on as that one, see charts/useChartKeys.ts. */
export const CHART_COMMANDS: readonly ListedCommand[] = [
  { id: 'chart.windowStart', title: 'Window starts at the crosshair', keys: ['['], scope: 'chart' },
  { id: 'chart.windowEnd', title: 'Window ends at the crosshair', keys: [']'], scope: 'chart' },
  { id: 'chart.reset', title: 'Reset the window', keys: ['Z'], scope: 'chart' },
  { id: 'chart.zoomIn', title: 'Zoom in', keys: ['+', '='], scope: 'chart' },
  { id: 'chart.zoomOut', title: 'Zoom out', keys: ['-', '_'], scope: 'chart' },
  { id: 'chart.nextLane', title: 'Next lane', keys: ['Y'], scope: 'chart' },
  { id: 'chart.scale', title: 'Log or linear', keys: ['L'], scope: 'chart' },
  { id: 'chart.clock', title: 'Elapsed or clock time', keys: ['E'], scope: 'chart' },
  { id: 'chart.mark', title: 'Mark at the crosshair', keys: ['M'], scope: 'chart' },
  { id: 'chart.copy', title: 'Copy values', keys: ['C'], scope: 'chart' },
  { id: 'chart.table', title: 'Chart as table', keys: ['T'], scope: 'chart' },
  { id: 'chart.fullScreen', title: 'Full screen', keys: ['F'], scope: 'chart' },
  ...['p50', 'p75', 'p90', 'p95', 'p99', 'p99.9', 'max'].map((percentile, index): ListedCommand => ({
    id: `chart.${percentile}`,
    title: `Show or hide ${percentile}`,
    keys: [`${index + 1}`],
    scope: 'chart',
  })),
]

export const VIEW_COMMANDS: readonly ListedCommand[] = [
  ...HOME,
  ...RUNS,
  ...PLANS,
  ...RUN,
  ...COMPARE,
  ...TRENDS,
  ...CAPACITY,
  ...CHART_COMMANDS,
]

/** Whether keys of one may be pressed where the other's hold, too. */
export function overlap(one: KeyScope, other: KeyScope): boolean {
  if (one === 'everywhere' || other === 'everywhere' || one === other) return true
  return one.startsWith(`${other}.`) || other.startsWith(`${one}.`)
}
