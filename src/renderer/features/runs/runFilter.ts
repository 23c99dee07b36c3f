/** What the filter box takes: words, and `plan:checkout` or `tag:"black friday"`, which become chips. */
import type { RunFilter } from '../../../contract/methods/runs.ts'

export const VERDICTS = ['passed', 'failed', 'inconclusive', 'none'] as const
/** In the order of their chips. */
const KEYS = ['verdict', 'starred', 'plan', 'scenario', 'build', 'tag'] as const
export type FilterKey = (typeof KEYS)[number]

/** A filter without its words: what is shown as chips. */
export type ChipFilter = Omit<RunFilter, 'text'>

export interface FilterChip {
  key: FilterKey
  label: string
  /** Null: the label says it all. */
  value: string | null
}

export interface FilterDraft {
  /** What was written to its end and understood. */
  chips: ChipFilter
  /** What stays in the box. */
  rest: string
  /** Of the rest, what is searched for: a chip that is still being written is no word. */
  words: string
  /** A sentence about a chip that cannot be, or null. */
  problem: string | null
}

/**
 * Reads the box as it stands.
 *
 * @param isEntered Enter was pressed: the last chip is written to its end, too.
 */
export function readDraft(text: string, isEntered = false): FilterDraft {
  const chips: ChipFilter = {}
  const rest: string[] = []
  const words: string[] = []
  let problem: string | null = null
  const piece =
    /(?<key>verdict|is|plan|scenario|build|tag):(?:"(?<quoted>(?:[^"\\]|\\.)*)"|(?<open>"(?:[^"\\]|\\.)*)|(?<plain>\S*))|\S+/gi
  for (const match of text.matchAll(piece)) {
    const { key, quoted, open, plain } = match.groups ?? {}
    const value = quoted?.replace(/\\(.)/g, '$1') ?? plain ?? ''
    const isEnded = isEntered || quoted !== undefined || match.index + match[0].length < text.length
    if (key === undefined) {
      rest.push(match[0])
      words.push(match[0])
    } else if (open !== undefined || value === '' || !isEnded) {
      rest.push(match[0])
    } else {
      const refusal = addChip(chips, key.toLowerCase(), value)
      if (refusal !== null) rest.push(match[0])
      problem ??= refusal
    }
  }
  // Whoever has just written a blank goes on after it.
  const blank = rest.length > 0 && /\s$/.test(text) && !isEntered ? ' ' : ''
  return { chips, rest: rest.join(' ') + blank, words: words.join(' '), problem }
}

/** @returns why it cannot be, as a sentence */
function addChip(chips: ChipFilter, key: string, value: string): string | null {
  switch (key) {
    case 'verdict': {
      const verdict = VERDICTS.find((each) => each === value.toLowerCase())
      if (verdict === undefined) return 'A verdict is passed, failed, inconclusive or none.'
      chips.verdict = verdict
      return null
    }
    case 'is':
      if (value.toLowerCase() !== 'starred') return 'Only is:starred is known.'
      chips.starred = true
      return null
    case 'plan':
    case 'scenario':
    case 'build':
    case 'tag': {
      const longest = key === 'tag' ? 200 : 1000
      if (value.length > longest) return `A ${key} has at most ${longest} characters.`
      chips[key] = value
      return null
    }
    default:
      return `${key}: is not known.`
  }
}

/** In their order, for showing. */
export function chipsOf(filter: ChipFilter): FilterChip[] {
  return KEYS.flatMap((key): FilterChip[] => {
    if (key === 'starred') return filter.starred === true ? [{ key, label: 'Starred', value: null }] : []
    const value = filter[key]
    if (value === undefined) return []
    if (key === 'verdict' && value === 'none') return [{ key, label: 'Not judged', value: null }]
    return [{ key, label: LABELS[key], value }]
  })
}

const LABELS = { verdict: 'Verdict', plan: 'Plan', scenario: 'Scenario', build: 'Build', tag: 'Tag' } as const

/** The filter without one of its chips. */
export function withoutChip(filter: ChipFilter, key: FilterKey): ChipFilter {
  const { [key]: _, ...others } = filter
  return others
}

export function isEmptyFilter(filter: RunFilter): boolean {
  return (filter.text ?? '').trim() === '' && chipsOf(filter).length === 0
}

/** The words that may be asked for: the contract takes 500 characters. */
export function asFilter(chips: ChipFilter, words: string): RunFilter {
  return { ...chips, text: words.trim().slice(0, 500) }
}

/** The filter that a text stands for, as if it had been typed to its end. */
export function readFilter(text: string): RunFilter {
  const { chips, words } = readDraft(text, true)
  return asFilter(chips, words)
}

/** `plan:checkout is:starred slow`: what one would type for this filter; also its name until it has another. */
export function printFilter(filter: RunFilter): string {
  const chips = chipsOf(filter).map(({ key }) => {
    if (key === 'starred') return 'is:starred'
    const value = filter[key] ?? ''
    return `${key}:${/[\s"]/.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : value}`
  })
  return [...chips, (filter.text ?? '').trim()].filter((part) => part !== '').join(' ')
}
