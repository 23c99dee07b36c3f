/** The columns of the table of loads: how each is written, and how it sorts. */
import type { JudgedLevel } from '../../../core/capacity/analyzeCapacity.ts'
import { loadText, outcomeText } from '../../../core/capacity/capacityWords.ts'
import type { LevelOutcome } from '../../../core/capacity/maximumsMet.ts'
import { formatDuration } from '../../../core/units/duration.ts'
import { formatCount, formatSignificant, NOT_APPLICABLE } from '../../../core/units/number.ts'
import { formatRate } from '../../../core/units/rate.ts'
import { failureText } from '../../charts/capacity/capacityReadings.ts'
import { sortRows, type SortValue } from '../../ui/table/sortRows.ts'
import type { UiColumn, UiSort } from '../../ui/tableColumn.ts'
import type { Tone } from '../../ui/tone.ts'

export interface OutcomeLook {
  tone: Tone
  word: string
}

const LOOKS: Readonly<Record<LevelOutcome['kind'], OutcomeLook>> = {
  met: { tone: 'met', word: 'Met' },
  over: { tone: 'fail', word: 'Over' },
  notAchieved: { tone: 'fail', word: 'Not achieved' },
  tooClose: { tone: 'warn', word: 'Too close' },
  tooFew: { tone: 'unknown', word: 'Too few' },
  starved: { tone: 'untrusted', word: 'Not trusted' },
}

export function outcomeLook({ kind }: LevelOutcome): OutcomeLook {
  return LOOKS[kind]
}

/** `2 of 3 trusted`, `trusted`. */
export function trustText({ runs }: JudgedLevel): string {
  const trusted = runs.filter(({ generatorDoubt }) => generatorDoubt === null).length
  if (trusted === runs.length) return 'trusted'
  return trusted === 0 ? '⊘ not trusted' : `${trusted} of ${runs.length} trusted`
}

export function levelKey({ load }: JudgedLevel): string {
  return String(load.level)
}

interface LevelColumn {
  column: UiColumn<JudgedLevel>
  /** By what it sorts. */
  value: (level: JudgedLevel) => SortValue
}

const duration = (ms: number | null): string => (ms === null ? NOT_APPLICABLE : formatDuration(ms))

const COLUMNS: readonly LevelColumn[] = [
  numeric(
    'load',
    'Load',
    84,
    ({ load }) => load.level,
    ({ load }) => loadText(load),
    'What was asked for',
    { fixed: true },
  ),
  numeric(
    'concurrency',
    'In flight',
    66,
    ({ concurrency }) => concurrency,
    ({ concurrency }) => (concurrency === null ? NOT_APPLICABLE : formatSignificant(concurrency)),
    'Requests at the target at once: throughput × mean service time',
  ),
  numeric(
    'throughput',
    'Throughput',
    88,
    ({ throughputPerS }) => throughputPerS,
    ({ throughputPerS }) => formatRate(throughputPerS),
    'Requests that ended per second; mean of the runs whose generator was trusted',
  ),
  ...(['p50', 'p95', 'p99'] as const).map((series) =>
    numeric(
      series,
      series,
      76,
      (level) => level[`${series}Ms`],
      (level) => duration(level[`${series}Ms`]),
      `${series} of successful requests; the highest of its runs`,
      series === 'p50' ? { optional: true } : {},
    ),
  ),
  numeric(
    'errors',
    'Errors',
    62,
    ({ failureShare }) => failureShare,
    ({ failureShare }) => failureText(failureShare),
    'Failed requests of all',
  ),
  text('outcome', 'Maximums', 170, ({ outcome }) => outcomeText(outcome), { grows: true, narrowWidth: 104 }),
  text('trust', 'Generator', 104, trustText),
  numeric(
    'runs',
    'Runs',
    48,
    ({ runs }) => runs.length,
    ({ runs }) => formatCount(runs.length),
    'At this load',
  ),
]

function numeric(
  id: string,
  label: string,
  width: number,
  value: LevelColumn['value'],
  write: (level: JudgedLevel) => string,
  title: string,
  more: Partial<UiColumn<JudgedLevel>> = {},
): LevelColumn {
  return { column: { id, label, width, title, align: 'right', sortable: true, text: write, ...more }, value }
}

function text(
  id: string,
  label: string,
  width: number,
  write: (level: JudgedLevel) => string,
  more: Partial<UiColumn<JudgedLevel>> = {},
): LevelColumn {
  return { column: { id, label, width, sortable: true, text: write, ...more }, value: write }
}

export const LEVEL_COLUMNS: readonly UiColumn<JudgedLevel>[] = COLUMNS.map(({ column }) => column)

/** By load where nothing else was chosen. */
export function sortLevels(levels: readonly JudgedLevel[], sort: readonly UiSort[]): JudgedLevel[] {
  return sortRows(levels, sort, (id) => COLUMNS.find(({ column }) => column.id === id)?.value)
}
