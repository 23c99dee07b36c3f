/** The strip of an endpoint's states, as codes of EndpointStrip. */
import { spansWhere } from '../painting/hatch.ts'

export const STATE_NAMES = [
  'no request',
  'met',
  'over target',
  'over maximum',
  'too few requests',
  'not trusted',
  'no criterion',
] as const

export type StateLook = 'none' | 'low' | 'middle' | 'full' | 'hollow' | 'hatched' | 'line'

/** The height tells good from bad without its colour: the worse, the taller. */
export const STATE_LOOKS: readonly { look: StateLook; color: string }[] = [
  { look: 'none', color: '--line' },
  { look: 'low', color: '--met' },
  { look: 'middle', color: '--warn' },
  { look: 'full', color: '--fail' },
  { look: 'hollow', color: '--unknown' },
  { look: 'hatched', color: '--unknown' },
  { look: 'line', color: '--line-strong' },
]

export interface StateSpan {
  state: number
  from: number
  to: number
}

/** Cells in their order, neighbours of one state together. Codes that are not known are no request. */
export function stateSpans(states: Uint8Array): StateSpan[] {
  const known = Array.from(states, (state) => (state < STATE_NAMES.length ? state : 0))
  return STATE_NAMES.flatMap((_, state) =>
    spansWhere(known.length, (index) => known[index] === state).map((span) => ({ state, ...span })),
  ).toSorted((a, b) => a.from - b.from)
}

/** `52 met, 3 over target, 1 over maximum`, for those who cannot see it. */
export function statesText(states: Uint8Array): string {
  const counts = STATE_NAMES.map((name, state) => {
    const count = states.reduce((sum, code) => sum + (code === state ? 1 : 0), 0)
    return count === 0 ? '' : `${count} ${name}`
  })
  return counts.filter((text) => text !== '').join(', ') || 'no steps'
}
