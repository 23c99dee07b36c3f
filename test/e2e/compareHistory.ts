/** Builds to compare, whose difference is known; in a scenario of their own each, what has no verdict, and what is hostile. */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { writeBuilds } from '../../src/host/comparison/testing/twoBuilds.ts'
import { openHistory } from '../../src/host/storage/history.ts'

export const HTML = '<img src=x onerror="window.pwned=1">'
export const EVIL = { planName: `Evil ${HTML}\u202e`, scenario: `s,${HTML}` }
/** With a comma, which else divides builds. */
export const EVIL_BUILDS = [`a,${HTML}`, `b\u202e${'x'.repeat(300)}`] as const
export const EVIL_ENDPOINTS = [`GET ${HTML}`, '__proto__', `GET \u202egnp.exe`, `long ${'x'.repeat(9000)}`] as const

/** Of shop · smoke. */
export const SHOP = ['1.0', '1.1', '1.2'] as const
/** Only one of two builds has it: together they have as many. */
const OLDER: [string, number] = ['GET /basket', 18]
const CART: [string, number] = ['GET /cart', 18]
const ENDPOINTS: [string, number][] = [
  ['GET /', 12],
  ['GET /search', 45],
  ['POST /order', 90],
]

/** @returns ids of the runs of each build of shop · smoke, oldest first */
export function writeCompareHistory(file: string): string[][] {
  mkdirSync(dirname(file), { recursive: true })
  const history = openHistory(file)
  try {
    const alone = (scenario: string) => ({ run: { scenario } })
    writeBuilds(history, [
      { build: 'only', runs: 2, ...alone('single') },
      { build: 'x', runs: 1, ...alone('pair') },
      { build: 'y', runs: 1, ...alone('pair'), slower: { 'GET /': 1.4 } },
    ])
    const evil = { runs: 3, endpoints: EVIL_ENDPOINTS.map((name): [string, number] => [name, 30]), run: EVIL }
    writeBuilds(history, [
      { build: EVIL_BUILDS[0], ...evil },
      { build: EVIL_BUILDS[1], ...evil, slower: { ['__proto__']: 1.5, [EVIL_ENDPOINTS[0]]: 1.4 } },
    ])
    return writeBuilds(history, [
      { build: SHOP[0], runs: 3, endpoints: [...ENDPOINTS, OLDER] },
      {
        build: SHOP[1],
        runs: 3,
        endpoints: [...ENDPOINTS, CART],
        slower: { 'GET /search': 1.3 },
        failing: { 'POST /order': 0.1 },
      },
      { build: SHOP[2], runs: 3, endpoints: [...ENDPOINTS, CART] },
    ])
  } finally {
    history.close()
  }
}
