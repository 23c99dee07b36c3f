/** The list of changes: its columns, what is found in it, in which order. */
import { METRIC_WORDS } from '../../../core/comparison/comparisonWords.ts'
import { beganAt, type TrendChange } from '../../../core/trend/scenarioTrend.ts'
import {
  amongText,
  beganText,
  CHANGE_WORDS,
  sizeIntervalText,
  sizeText,
  stateText,
  TRIAGE_WORDS,
} from '../../../core/trend/trendWords.ts'
import { formatSignificant } from '../../../core/units/number.ts'
import type { UiColumn, UiSort } from '../../ui/tableColumn.ts'
import type { Tone } from '../../ui/tone.ts'
import type { TrendsLook } from './trendsLink.ts'

/** Of the whole run: no endpoint has this name. */
export const WHOLE_RUN = 'Whole run'
const LEAST_Q = 0.001

export function changeKey({ endpoint, metric, at }: TrendChange): string {
  return JSON.stringify([endpoint?.kind ?? '', endpoint?.name ?? '', metric, at.runId])
}

export function endpointText(endpoint: TrendChange['endpoint']): string {
  return endpoint?.name ?? WHOLE_RUN
}

/** Share of false ones among changes at least that clear. */
export function qText({ finding: { q, p } }: TrendChange): string {
  const share = q ?? p
  return share < LEAST_Q ? `<${LEAST_Q}` : formatSignificant(share, 2)
}

export function changeTone({ finding: { verdict, minor } }: TrendChange): Tone {
  if (minor) return 'plain'
  if (verdict === 'regressed') return 'fail'
  return verdict === 'improved' ? 'met' : 'info'
}

export const CHANGE_COLUMNS: UiColumn<TrendChange>[] = [
  {
    id: 'verdict',
    label: 'Change',
    width: 102,
    narrowWidth: 96,
    minWidth: 60,
    sortable: true,
    text: ({ finding }) => CHANGE_WORDS[finding.verdict],
  },
  {
    id: 'endpoint',
    label: 'Endpoint',
    // As wide as `GET /api/workflows` is.
    width: 140,
    narrowWidth: 118,
    minWidth: 60,
    sortable: true,
    grows: true,
    text: ({ endpoint }) => endpointText(endpoint),
  },
  { id: 'metric', label: 'Metric', width: 56, sortable: true, text: ({ metric }) => METRIC_WORDS[metric] },
  {
    id: 'size',
    label: 'Size',
    title: 'New level beside the one before, with the interval that holds it with 95 %',
    width: 168,
    narrowWidth: 162,
    sortable: true,
    text: ({ metric, finding: { effect } }) => `${sizeText(metric, effect)} (${sizeIntervalText(metric, effect)})`,
  },
  {
    id: 'build',
    label: 'Build',
    title:
      'First build of the new level, and where it was found when somebody moved it; in the tooltip, the builds of which it is one with 95 %',
    width: 66,
    sortable: true,
    text: beganText,
  },
  {
    id: 'state',
    label: 'State',
    title:
      'Suspected with fewer than 3 builds at the new level, confirmed with 3; went away when it came back within 5',
    width: 86,
    sortable: true,
    text: stateText,
  },
  {
    id: 'said',
    label: 'Triage',
    title: 'What was said of it',
    width: 92,
    narrowWidth: 76,
    sortable: true,
    text: ({ triage }) => TRIAGE_WORDS[triage?.state ?? 'new'],
  },
  {
    id: 'q',
    label: 'q',
    title: 'Share of false ones among changes at least that clear, over all series',
    width: 66,
    align: 'right',
    sortable: true,
    text: qText,
  },
  {
    id: 'among',
    label: 'One of',
    title: 'Builds that hold the change with 95 %',
    width: 150,
    optional: true,
    text: amongText,
  },
  { id: 'note', label: 'Note', width: 150, optional: true, text: ({ triage }) => triage?.note ?? '' },
]

export function filterChanges(
  changes: readonly TrendChange[],
  { find, state, said }: Pick<TrendsLook, 'find' | 'state' | 'said'>,
): TrendChange[] {
  const words = find.trim().toLowerCase()
  return changes.filter(
    (change) =>
      (state === null || change.finding.state === state) &&
      (said === null || (change.triage?.state ?? 'new') === said) &&
      (words === '' || textOf(change).includes(words)),
  )
}

function textOf(change: TrendChange): string {
  const { endpoint, metric } = change
  return `${endpointText(endpoint)} ${METRIC_WORDS[metric]} ${beganText(change)}`.toLowerCase()
}

const VERDICT_ORDER = ['regressed', 'changed', 'improved']
const STATE_ORDER = ['confirmed', 'suspected', 'wentAway']

/** As they came where nothing else is asked for: what stands first. */
export function sortChanges(changes: readonly TrendChange[], sort: readonly UiSort[]): TrendChange[] {
  return changes.toSorted((one, other) => {
    for (const { column, descending } of sort) {
      const order = compare(one, other, column)
      if (order !== 0) return descending ? -order : order
    }
    return 0
  })
}

function compare(one: TrendChange, other: TrendChange, column: string): number {
  const by = (value: (change: TrendChange) => number): number => value(one) - value(other)
  switch (column) {
    case 'verdict':
      return by(({ finding }) => VERDICT_ORDER.indexOf(finding.verdict))
    case 'endpoint':
      return endpointText(one.endpoint).localeCompare(endpointText(other.endpoint))
    case 'metric':
      return METRIC_WORDS[one.metric].localeCompare(METRIC_WORDS[other.metric])
    case 'size':
      return by(({ finding: { effect } }) =>
        Math.abs(effect.of === 'difference' ? effect.value : Math.log(effect.value)),
      )
    case 'build':
      return by((change) => beganAt(change).startedAtMs)
    case 'state':
      return by(({ finding }) => STATE_ORDER.indexOf(finding.state))
    case 'said':
      return (one.triage?.state ?? '').localeCompare(other.triage?.state ?? '')
    case 'q':
      return by(({ finding: { q, p } }) => q ?? p)
    default:
      return 0
  }
}
