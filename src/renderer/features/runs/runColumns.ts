/** The columns of the list of runs. Those that can be sorted by are named as the host names them. */
import type { RunRow } from '../../../contract/methods/runs.ts'
import type { UiColumn } from '../../ui/tableColumn.ts'
import { formatClock, formatCount, formatMs, formatRate, formatRunLength, formatShare } from '../../ui/format.ts'
import { deltaOf } from './baselineWords.ts'
import { endOf, peakLoadText, trustOf, trustSentence, verdictOf } from './runWords.ts'

export const RUN_LIST_COLUMNS: UiColumn<RunRow>[] = [
  {
    id: 'starred',
    label: '★',
    title: 'Starred: kept whatever the retention says',
    width: 36,
    minWidth: 36,
    align: 'center',
    sortable: true,
    fixed: true,
    text: ({ starred }) => (starred ? '★' : ''),
  },
  { id: 'verdict', label: 'Verdict', width: 120, sortable: true, text: (row) => verdictOf(row).word },
  {
    id: 'startedAt',
    label: 'Started',
    width: 136,
    sortable: true,
    text: ({ startedAtMs }) => formatClock(startedAtMs, 'dateTime'),
  },
  {
    id: 'plan',
    label: 'Plan',
    width: 160,
    minWidth: 60,
    narrowWidth: 140,
    sortable: true,
    text: ({ planName }) => planName,
  },
  {
    id: 'scenario',
    label: 'Scenario',
    width: 112,
    minWidth: 60,
    narrowWidth: 88,
    sortable: true,
    text: ({ scenario }) => scenario,
  },
  { id: 'build', label: 'Build', width: 104, narrowWidth: 84, sortable: true, text: ({ build }) => build ?? '–' },
  {
    id: 'p95',
    label: 'p95',
    title: 'Response time of successful requests, whole judged window',
    width: 76,
    align: 'right',
    sortable: true,
    text: ({ p95Ms }) => formatMs(p95Ms),
  },
  {
    id: 'delta',
    label: 'Δ p95',
    title: 'p95 against that of the baseline of its plan, scenario and target (B sets it); ~: less than 5 %',
    width: 84,
    align: 'right',
    text: (row) => deltaOf(row).text,
  },
  {
    id: 'failureShare',
    label: 'Errors',
    title: 'Share of requests that failed',
    width: 80,
    align: 'right',
    sortable: true,
    text: ({ failureShare }) => formatShare(failureShare, (failureShare ?? 0) > 0),
  },
  {
    id: 'rate',
    label: 'req/s',
    title: 'Requests that ended, per second of load',
    width: 76,
    align: 'right',
    sortable: true,
    text: ({ ratePerS }) => formatRate(ratePerS, ''),
  },
  {
    id: 'load',
    label: 'Load',
    title: 'Most users, or arrivals per second, as planned',
    width: 104,
    align: 'right',
    text: ({ peakLoad }) => peakLoadText(peakLoad),
  },
  {
    id: 'duration',
    label: 'Duration',
    width: 80,
    align: 'right',
    sortable: true,
    text: ({ durationMs }) => formatRunLength(durationMs),
  },
  { id: 'line', label: 'Over time', title: 'p95 over the run', width: 116, narrowWidth: 82, text: () => '' },
  {
    id: 'trust',
    label: 'Generator',
    title: 'How far the numbers can be believed',
    width: 124,
    narrowWidth: 120,
    text: ({ untrustedLoadShare }) => trustOf(untrustedLoadShare).word,
  },
  { id: 'tags', label: 'Tags', width: 130, narrowWidth: 68, text: ({ tags }) => tags.join(', ') },
  { id: 'notes', label: 'Note', width: 160, optional: true, text: ({ notes }) => notes ?? '' },
  {
    id: 'requests',
    label: 'Requests',
    width: 90,
    align: 'right',
    sortable: true,
    optional: true,
    text: ({ requests }) => formatCount(requests),
  },
  { id: 'status', label: 'End', width: 130, sortable: true, optional: true, text: ({ status }) => endOf(status) ?? '' },
  { id: 'target', label: 'Target', width: 180, optional: true, text: ({ target }) => target },
  { id: 'id', label: 'Id', width: 120, optional: true, text: ({ id }) => id },
]

/** Facts of one run, for whoever has selected it. */
export function factsOf(row: RunRow): { label: string; text: string; title?: string }[] {
  return [
    { label: 'Started', text: formatClock(row.startedAtMs, 'dateTime') },
    {
      label: 'Duration',
      text: [formatRunLength(row.durationMs), endOf(row.status)].filter((part) => part !== null).join(', '),
    },
    { label: 'Load', text: peakLoadText(row.peakLoad), title: 'At most, as planned' },
    { label: 'Requests', text: formatCount(row.requests) },
    { label: 'Throughput', text: formatRate(row.ratePerS) },
    { label: 'Errors', text: formatShare(row.failureShare, (row.failureShare ?? 0) > 0) },
    { label: 'p95', text: formatMs(row.p95Ms), title: 'Response time of successful requests, whole judged window' },
    ...(row.baseline === null ? [] : [{ label: 'Δ p95', text: deltaOf(row).text, title: deltaOf(row).sentence }]),
    {
      label: 'Generator',
      text: trustOf(row.untrustedLoadShare).word,
      title: trustSentence(row.untrustedLoadShare),
    },
    { label: 'Build', text: row.build ?? '–' },
    ...(row.baseline === null ? [] : [{ label: 'Baseline', text: row.baseline.build }]),
    { label: 'Target', text: row.target },
    { label: 'Plan file', text: row.planFile ?? '–' },
  ]
}
