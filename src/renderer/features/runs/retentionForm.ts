/** How long runs are kept, as the dialog has it: empty fields keep them for ever. */
import type { HistoryUse } from '../../../contract/methods/runs.ts'
import { formatCount, formatSignificant } from '../../../core/units/number.ts'
import { parseSize } from '../../../core/units/size.ts'

type Retention = HistoryUse['retention']

export interface RetentionForm {
  /** A whole number, or empty. */
  days: string
  /** `20GB`, or empty. */
  size: string
}

export interface RetentionErrors {
  days: string | null
  size: string | null
}

const MOST_DAYS = 100_000
const FEWEST_BYTES = 1_000_000

/** Either what is to be kept, or what is wrong. */
export function readRetention({ days, size }: RetentionForm): { retention: Retention } | { errors: RetentionErrors } {
  const keepDays = readDays(days.trim())
  const keepBytes = readSize(size.trim().replaceAll(/[\s,]/g, ''))
  if (typeof keepDays === 'string' || typeof keepBytes === 'string') {
    return {
      errors: {
        days: typeof keepDays === 'string' ? keepDays : null,
        size: typeof keepBytes === 'string' ? keepBytes : null,
      },
    }
  }
  return { retention: { keepDays, keepBytes } }
}

function readDays(text: string): number | null | string {
  if (text === '') return null
  const days = /^\d{1,6}$/.test(text) ? Number(text) : 0
  return days >= 1 && days <= MOST_DAYS ? days : 'A whole number of days from 1 to 100,000, or nothing.'
}

function readSize(text: string): number | null | string {
  if (text === '') return null
  const size = parseSize(text)
  if (!size.ok) return 'A size such as 20GB or 500MB, or nothing.'
  return size.value >= FEWEST_BYTES ? size.value : 'At least 1MB, or nothing.'
}

export function retentionForm({ keepDays, keepBytes }: Retention): RetentionForm {
  return { days: keepDays === null ? '' : String(keepDays), size: keepBytes === null ? '' : sizeText(keepBytes) }
}

/** Read back, it is the same number. */
function sizeText(bytes: number): string {
  for (const [unit, factor] of [
    ['TB', 1e12],
    ['GB', 1e9],
    ['MB', 1e6],
  ] as const) {
    const text = `${formatSignificant(bytes / factor, 6)
      .replaceAll(',', '')
      .replace(/\.?0+$/, '')}${unit}`
    const parsed = parseSize(text)
    if (bytes >= factor && parsed.ok && parsed.value === bytes) return text
  }
  return `${bytes}B`
}

/** What the retention does, as sentences. */
export function retentionSentence({ keepDays, keepBytes }: Retention): string {
  if (keepDays === null && keepBytes === null) return 'Runs are kept for ever.'
  const days = keepDays === 1 ? '1 day' : `${formatCount(keepDays ?? NaN)} days`
  const rules = [
    ...(keepDays === null ? [] : [`Runs older than ${days} are deleted.`]),
    ...(keepBytes === null ? [] : [`The oldest are deleted while the history is larger than ${sizeText(keepBytes)}.`]),
  ]
  return [...rules, 'Starred runs, and runs of a baseline, are kept.'].join(' ')
}
