/** A history with searches for capacity whose results are known. */
import { LAW, writeLevels } from '../../src/host/capacity/testing/writeLevels.ts'
import { openHistory } from '../../src/host/storage/history.ts'

export const HOSTILE = '<img src=x onerror="window.pwned=1">\u202e__proto__'

export interface Searches {
  /** 32 users are the most, throughput peaks near 44. */
  found: string[]
  /** As found, of a build that takes less. */
  slower: string[]
  /** Three loads, none of them too much. */
  few: string[]
  /** The generator gave out at the last. */
  starved: string[]
  /** The smallest load is too much. */
  none: string[]
  /** Six runs of one scenario that no search has made. */
  chosen: string[]
}

export function writeSearches(historyFile: string): Searches {
  const history = openHistory(historyFile)
  const day = (of: number): number => Date.UTC(2026, 10, of)
  const named = {
    planName: HOSTILE,
    scenario: `${HOSTILE} (capacity)`,
    build: { label: HOSTILE, commit: null, branch: null },
  }
  const linear = { ...LAW, kappa: 0 }
  try {
    return {
      chosen: writeLevels(history, {
        users: [2, 4, 8, 16, 32, 64],
        untagged: true,
        startedAtMs: day(2),
        run: { planName: 'Search', scenario: 'steady' },
      }),
      none: writeLevels(history, { users: [2, 1], maximumMs: 20, startedAtMs: day(3), run: { planName: 'Login' } }),
      starved: writeLevels(history, {
        users: [2, 4, 8, 16, 24, 32],
        law: linear,
        maximumMs: 2000,
        starvedAt: [32],
        startedAtMs: day(4),
        run: { planName: 'Checkout' },
      }),
      few: writeLevels(history, {
        users: [8, 16, 32],
        maximumMs: 2000,
        startedAtMs: day(5),
        endpoint: HOSTILE,
        run: named,
      }),
      slower: writeLevels(history, {
        users: [2, 4, 8, 16, 32, 64, 24, 20],
        law: { ...LAW, lambda: 8 },
        startedAtMs: day(5) + 3_600_000,
        run: { build: { label: HOSTILE, commit: null, branch: null } },
      }),
      found: writeLevels(history, {
        users: [2, 4, 8, 16, 32, 64, 45, 38, 96, 120, 32, 32],
        starvedAt: [120],
        startedAtMs: day(6),
      }),
    }
  } finally {
    history.close()
  }
}
