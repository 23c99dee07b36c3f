/** What slow kept requests have in common: each property's share among them, beside its share among all that were kept. */
import type { SelectionPart } from '../../../../contract/methods/analysis.ts'
import { PHASE_NAMES } from '../../../charts/small/phaseSegments.ts'
import { formatElapsed } from '../../../ui/format.ts'
import { explainRows, statusName, type ExplainRow } from '../latency/explainRows.ts'
import { connectionUse } from './connectionUse.ts'
import { engineName, sizeName } from './sampledTraits.ts'
import { longestPhase, type SlowRow } from './slowRows.ts'

export interface Traits {
  slow: number
  all: number
  groups: { title: string; rows: ExplainRow[] }[]
}

interface Property {
  title: string
  of: (row: SlowRow) => string
}

const PROPERTIES: readonly Property[] = [
  {
    title: 'Most time in',
    of: (row) => {
      const phase = longestPhase(row)
      return phase === null ? 'not timed in phases' : PHASE_NAMES[phase]
    },
  },
  { title: 'Endpoint', of: ({ exemplar }) => exemplar.endpoint },
  { title: 'Started in', of: startedIn },
  { title: 'Response', of: ({ exemplar }) => statusName(exemplar) },
  { title: 'Connection', of: ({ exemplar }) => connectionUse(exemplar) },
  { title: 'Size of the response', of: ({ exemplar }) => sizeName(exemplar) },
  { title: 'User type', of: ({ exemplar }) => exemplar.userType },
]

/** About as many are kept in each such stretch: one that stands out is one in which requests were slow. */
const STRETCH_MS = 10_000

function startedIn({ exemplar }: SlowRow): string {
  const fromMs = Math.floor(exemplar.startMs / STRETCH_MS) * STRETCH_MS
  return `${formatElapsed(fromMs)}–${formatElapsed(fromMs + STRETCH_MS)}`
}

/**
 * @param slowFromMs a request that took longer is slow
 * @param engines processes that made the load: of one there is nothing to tell apart
 */
export function commonTraits(rows: readonly SlowRow[], slowFromMs: number, engines: number): Traits {
  const ofEngine: Property = { title: 'Engine', of: ({ exemplar }) => engineName(exemplar, engines) }
  const slow = new Set(rows.filter(({ exemplar }) => exemplar.latencyMs > slowFromMs))
  return {
    slow: slow.size,
    all: rows.length,
    groups: [...PROPERTIES, ...(engines > 1 ? [ofEngine] : [])].map(({ title, of }) => {
      const parts = new Map<string, SelectionPart>()
      for (const row of rows) {
        const name = of(row)
        const part = parts.get(name) ?? { name, selected: 0, rest: 0 }
        if (slow.has(row)) part.selected++
        part.rest++
        parts.set(name, part)
      }
      return { title, rows: explainRows([...parts.values()]) }
    }),
  }
}
