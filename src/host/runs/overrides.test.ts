import { describe, expect, test } from 'vitest'
import { parseRunTime, parseSpawnRate, parseUsers, readOverrides, type OverrideFlags } from './overrides.ts'
import { RunRefusal } from './runRefusal.ts'

function refusal(flags: OverrideFlags, environment: Record<string, string>): string {
  try {
    readOverrides(flags, environment)
  } catch (error) {
    if (error instanceof RunRefusal) return error.message
    throw error
  }
  return 'no refusal'
}

describe('a setting', () => {
  const all = { LOADWRIGHT_USERS: '20', LOCUST_USERS: '10' }

  test('is taken from the flag before LOADWRIGHT_*, from that before LOCUST_*', () => {
    expect(readOverrides({ users: '30' }, all).users).toEqual({ value: 30, source: '--users' })
    expect(readOverrides({}, all).users).toEqual({ value: 20, source: 'LOADWRIGHT_USERS' })
    expect(readOverrides({}, { LOCUST_USERS: '10' }).users).toEqual({ value: 10, source: 'LOCUST_USERS' })
    expect(readOverrides({}, {}).users).toBeNull()
  })

  test('is not there when its variable is empty', () => {
    expect(readOverrides({}, { LOADWRIGHT_USERS: '', LOCUST_USERS: '10' }).users?.source).toBe('LOCUST_USERS')
    expect(readOverrides({}, { LOADWRIGHT_USERS: ' ', LOCUST_USERS: '' }).users).toBeNull()
  })

  test('has both families for all four', () => {
    for (const family of ['LOADWRIGHT', 'LOCUST']) {
      const environment = {
        [`${family}_HOST`]: 'http://Localhost:8900/',
        [`${family}_USERS`]: '500',
        [`${family}_SPAWN_RATE`]: '25',
        [`${family}_RUN_TIME`]: '1h30m',
      }
      expect(readOverrides({}, environment)).toMatchObject({
        target: { value: 'http://localhost:8900', source: `${family}_HOST` },
        users: { value: 500, source: `${family}_USERS` },
        spawnRatePerS: { value: 25, source: `${family}_SPAWN_RATE` },
        runTimeMs: { value: 5_400_000, source: `${family}_RUN_TIME` },
      })
    }
  })

  test('that is wrong is refused by the name of where it stands', () => {
    expect(refusal({}, { LOCUST_USERS: 'many' })).toBe(
      'LOCUST_USERS is "many"; it must be a whole number from 1 to 1,000,000.',
    )
    expect(refusal({ runTime: '5 minutes' }, {})).toMatch(/^--run-time is "5 minutes"; it must be a duration/)
    expect(refusal({}, { LOADWRIGHT_HOST: 'localhost' })).toMatch(/^LOADWRIGHT_HOST is "localhost"; it must be /)
    // A wrong one that nobody asks for does not matter.
    expect(refusal({ users: '1' }, { LOCUST_USERS: 'many' })).toBe('no refusal')
  })

  test('is quoted harmlessly, cut, and without a password', () => {
    expect(refusal({ users: '\u001b[31m' }, {})).toContain('"\\u001b[31m"')
    expect(refusal({ users: '9'.repeat(100_000) }, {}).length).toBeLessThan(200)
    expect(refusal({ host: 'http://me:hunter2@localhost' }, {})).not.toContain('hunter2')
  })
})

test('users are whole numbers', () => {
  expect(['1', '1000000'].map(parseUsers).every(({ ok }) => ok)).toBe(true)
  expect(['0', '-1', '1.5', '1e3', '1000001', '', 'x', '0x10'].some((text) => parseUsers(text).ok)).toBe(false)
})

test('a spawn rate is a number as in Locust, or a rate as in plans', () => {
  expect(parseSpawnRate('0.5')).toEqual({ ok: true, value: 0.5 })
  expect(parseSpawnRate('300/m')).toEqual({ ok: true, value: 5 })
  expect(['0', '-1', 'fast', '', 'Infinity'].some((text) => parseSpawnRate(text).ok)).toBe(false)
})

test('a run time is what Locust reads, and what plans have', () => {
  const readMs = (text: string): number | null => {
    const parsed = parseRunTime(text)
    return parsed.ok ? parsed.value : null
  }
  // The first four stand in the help of Locust's --run-time; a bare number is seconds there.
  expect(['300s', '20m', '3h', '1h30m', '300', '250ms'].map(readMs)).toEqual([
    300_000, 1_200_000, 10_800_000, 5_400_000, 300_000, 250,
  ])
  expect(['0', '0s', '', '-5', '5 m', '30m1h', '1e9', 'forever'].map(readMs)).toEqual(Array(8).fill(null))
})
