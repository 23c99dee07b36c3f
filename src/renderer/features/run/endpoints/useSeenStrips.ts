/** States and lines of the rows that are seen: asked for while somebody scrolls, a few rows at once. */
import { computed, shallowRef } from 'vue'
import type { EndpointStrip } from '../../../../contract/methods/analysis.ts'
import { useStrips } from '../useStrips.ts'
import { endpointKey, type EndpointRow } from './endpointRows.ts'

const ROWS_AT_ONCE = 10

export interface SeenStrips {
  /** Rows [from, to] are looked at. */
  see: (from: number, to: number) => void
  /** Always the same function: a strip that comes is shown by its cell, and nothing else of the table is rendered again. */
  stripOf: (key: string) => EndpointStrip | undefined
}

/** @param rows in the order of the table */
export function useSeenStrips(rows: () => readonly EndpointRow[]): SeenStrips {
  const range = shallowRef<{ from: number; to: number } | null>(null)
  const strips = useStrips(() => (range.value === null ? null : rows().slice(range.value.from, range.value.to)))
  const stripByKey = computed(() => new Map(strips.data.value?.endpoints.map((strip) => [endpointKey(strip), strip])))

  return {
    see(from, to) {
      range.value = {
        from: Math.floor(from / ROWS_AT_ONCE) * ROWS_AT_ONCE,
        to: Math.ceil((to + 1) / ROWS_AT_ONCE) * ROWS_AT_ONCE,
      }
    },
    stripOf: (key) => stripByKey.value.get(key),
  }
}
