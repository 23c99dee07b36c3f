/** The three builds of the bundled target that the demonstration shows. */

export interface DemoBuild {
  label: string
  /** What the target is told to do, so that it is this build. */
  args: readonly string[]
  words: string
}

export const SLOWED_ENDPOINT = 'POST /api/workflows'
/** Of the second build. */
export const TAIL_ENDPOINT = 'GET /api/workflows'

export const FIRST: DemoBuild = { label: '1.0', args: [], words: 'as it is' }
export const SLOWER: DemoBuild = {
  label: '1.1',
  args: ['--slow', `${SLOWED_ENDPOINT}=2100ms..2800ms`],
  words: `with a slower ${SLOWED_ENDPOINT}`,
}
export const LONG_TAIL: DemoBuild = {
  label: '1.2',
  args: ['--slow', `${TAIL_ENDPOINT}=1200ms..1800ms@2%`],
  words: `in which one of fifty ${TAIL_ENDPOINT} takes one and a half seconds longer`,
}

/** Answers take about as long as those of a system that is not on the same machine: what a busy machine adds is little beside it. */
export const DISTANCE: readonly string[] = ['--slow', '*=40ms..80ms']
