/** Runs as lists and by name, and everything about a run that is not a histogram. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TrustReason } from '../../core/criteria/trust.ts'
import type { ReportCriterion, ReportVerdict } from '../../core/report/report.ts'
import type { ErrorCount, Exemplar } from '../../core/recording/second.ts'
import { ERROR_GROUPS_AT_MOST } from './errorGroups.ts'
import { EXEMPLARS_AT_MOST, KEPT } from './exemplarSelection.ts'
import { openHistory, type History } from './history.ts'
import { HistoryError } from './historyError.ts'
import { COMPLETED, healthOf, loadOf, newRun, secondOf, seriesOf } from './testing/syntheticSeconds.ts'

let folder: string
let history: History
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadwright-history-'))
  history = openHistory(join(folder, 'deep', 'er', 'history.db'))
})
afterEach(() => {
  history.close()
  rmSync(folder, { recursive: true, force: true })
})

const START_MS = Date.UTC(2026, 10, 23)

function finished(more: Parameters<typeof newRun>[0] = {}): string {
  const writer = history.startRun(newRun(more))
  writer.finish(COMPLETED)
  return writer.id
}

function errorOf(action: () => unknown): HistoryError {
  try {
    action()
  } catch (error) {
    if (error instanceof HistoryError) return error
    throw error
  }
  throw new Error('no error was thrown')
}

describe('a run', () => {
  it('is given back as it was', () => {
    const run = newRun({ planText: 'name: shop\n\u0000 é 🚀', purpose: 'release', settings: { users: [1, null, 'x'] } })
    const writer = history.startRun(run)
    writer.writeSecond(secondOf(41, []))
    writer.endLoad(41_500)
    const verdict: ReportVerdict = { status: 'failed', sentence: 'p95 is 486 ms.', exitCode: 99 }
    const criterion: ReportCriterion = {
      id: 'x', text: 'p95 < 400ms', subject: 'all', metric: 'p95', level: 'maximum', operator: '<', limit: 400, actual: 486, unit: 'ms',
      status: 'overMaximum', samples: 1000, windowMs: null, stop: false, endpoints: [], firstBreakMs: null, notes: [],
    } // prettier-ignore
    writer.finish({ status: 'stoppedByCriterion', endedAtMs: START_MS, verdict, criteria: [criterion] })
    const reader = history.findRun(writer.id)
    expect(reader.run()).toEqual({
      ...run,
      id: writer.id,
      loadEndMs: 41_500,
      status: 'stoppedByCriterion',
      endedAtMs: START_MS,
      lastSecond: 41,
      verdict,
      outcome: null,
      starred: false,
      tags: [],
      notes: null,
    })
    expect(reader.criteria()).toEqual([criterion])
  })

  it('adds up the parts of a second: load, health, trust, reasons', () => {
    const writer = history.startRun(newRun())
    const slow: TrustReason = { signal: 'cpu', engine: 0, state: 'notTrusted', value: 97 }
    const late: TrustReason = { signal: 'scheduleLag', engine: 1, state: 'degraded', value: 12 }
    const users = JSON.parse('{"shopper":2,"__proto__":3}') as Record<string, number>
    writer.writeSecond(
      secondOf(3, [], { load: loadOf(users, 5), health: [healthOf(10)], trusted: false, reasons: [slow] }),
    )
    writer.writeSecond(secondOf(4, [], { load: loadOf({}, 0) }))
    writer.writeSecond(secondOf(3, [], { load: loadOf(users, 6), health: [null, healthOf(20)], reasons: [late] }))
    writer.writeSecond(secondOf(3, [], { load: loadOf({ admin: 1 }, 1), health: [healthOf(30)] }))
    const reader = history.findRun(writer.id)
    const [third, fourth] = reader.load()
    expect(Object.entries(third!.load.users)).toEqual([
      ['shopper', 4],
      ['__proto__', 6],
      ['admin', 1],
    ])
    expect(third).toEqual({ t: 3, load: loadOf(third!.load.users, 12), trusted: false, reasons: [slow, late] })
    expect(fourth).toEqual({ t: 4, load: loadOf({}, 0), trusted: true, reasons: [] })
    expect(reader.health(3, 4)).toEqual([{ t: 3, engines: [healthOf(10), healthOf(20), healthOf(30)] }])
  })

  it('keeps hostile names apart, whole, and as they are', () => {
    const names = [
      '__proto__',
      'constructor',
      "'; DROP TABLE runs; --",
      '"quoted"',
      'a\u0000b',
      'a',
      '\u0007\u001b[31m',
      '',
      ' ',
      'é',
      'e\u0301',
      '%',
      'x'.repeat(10_000),
      '🚀'.repeat(3000),
    ]
    const writer = history.startRun(newRun({ planName: names[2]!, scenario: 'a\u0000b' }))
    for (let t = 0; t < 12; t++) {
      writer.writeSecond(
        secondOf(
          t,
          names.map((name, at) => ({ series: seriesOf(name, 'ok', name), latenciesUs: [1000 + at], servicesUs: null })),
          {
            errors: names.map((name) => ({ class: 'status' as const, endpoint: name, message: name, count: 1 })),
          },
        ),
      )
    }
    writer.finish(COMPLETED)
    const reader = history.findRun('last')
    expect(
      reader
        .mergedWindow(0, 12)
        .map(({ series, window }) => [series.endpoint, series.userType, window.count, window.minUs]),
    ).toEqual(names.map((name, at) => [name, name, 12, 1000 + at]))
    expect(reader.errors().map(({ message, endpoint, count }) => [message, endpoint, count])).toEqual(
      names.map((name) => [name, name, 12]),
    )
    expect(history.listRuns({ plan: names[2]!, scenario: 'a\u0000b' })).toHaveLength(1)
    expect(history.listRuns({ scenario: 'a' })).toHaveLength(0)
  })

  it('takes names with half surrogates for the text that SQLite stores', () => {
    const writer = history.startRun(newRun())
    const requests = ['\ud800', '\ufffd'].map((name) => ({
      series: seriesOf(name),
      latenciesUs: [1],
      servicesUs: null,
    }))
    writer.writeSecond(secondOf(0, requests))
    expect(history.findRun('last').mergedWindow(0, 1)).toMatchObject([
      { series: { endpoint: '\ufffd' }, window: { count: 2 } },
    ])
  })

  it('cannot go on after it was finished, but its end can be told again', () => {
    const writer = history.startRun(newRun())
    writer.finish(COMPLETED)
    expect(() => writer.writeSecond(secondOf(0, []))).toThrow('has ended')
    writer.finish({ ...COMPLETED, status: 'failed', outcome: { why: 'x' } })
    expect(history.findRun(writer.id).run()).toMatchObject({ status: 'failed', outcome: { why: 'x' } })
  })
})

describe('errors', () => {
  const error = (message: string, count = 1): ErrorCount => ({ class: 'status', endpoint: 'GET /', message, count })

  it('are counted with their first and last second, late ones too', () => {
    const writer = history.startRun(newRun())
    for (const [t, count] of [
      [5, 2],
      [9, 3],
      [4, 1],
    ] as const)
      writer.writeSecond(secondOf(t, [], { errors: [error('503', count)] }))
    expect(history.findRun('last').errors()).toEqual([
      { ...error('503', 6), firstSecond: 4, lastSecond: 9, isRest: false },
    ])
  })

  it('of too many groups are counted together, and none is lost', () => {
    const writer = history.startRun(newRun())
    for (let t = 0; t < 3; t++) {
      const errors = Array.from({ length: 600 }, (_, at) => error(`order ${t * 600 + at} not found`))
      writer.writeSecond(secondOf(t, [], { errors: [...errors, { ...error('x'.repeat(200_000)), class: 'check' }] }))
    }
    const errors = history.findRun('last').errors()
    expect(errors).toHaveLength(ERROR_GROUPS_AT_MOST + 1)
    expect(errors.reduce((sum, { count }) => sum + count, 0)).toBe(1803)
    expect(errors[0]).toMatchObject({
      class: 'status',
      endpoint: '(other)',
      isRest: true,
      count: 801,
      firstSecond: 1,
      lastSecond: 2,
    })
    expect(errors.find((one) => one.class === 'check')!.message).toHaveLength(10_000)
  })
})

describe('exemplars', () => {
  function exemplar(startMs: number, latencyUs: number, more: Partial<Exemplar> = {}): Exemplar {
    return {
      endpoint: 'GET /', userType: 'shopper', outcome: 'ok', reason: 'slowest', startMs, latencyUs, serviceUs: latencyUs,
      phasesUs: [0, 0, 0, 0, 0, latencyUs, 0], user: 1, iteration: 1, error: null, newConnection: false,
      request: { method: 'GET', url: 'http://127.0.0.1/', headers: [], body: null }, response: null, ...more,
    } // prettier-ignore
  }

  it('kept of an endpoint are the slowest of all, in whatever order they came', () => {
    const writer = history.startRun(newRun())
    const latencies = Array.from({ length: 500 }, (_, at) => 1000 + ((at * 7919) % 5000))
    latencies.forEach((latencyUs, t) =>
      writer.writeSecond(secondOf(t, [], { exemplars: [exemplar(t * 1000, latencyUs)] })),
    )
    const slowest = latencies.toSorted((one, other) => other - one).slice(0, KEPT.slowest)
    expect(
      history
        .findRun('last')
        .exemplars()
        .map(({ latencyUs }) => latencyUs),
    ).toEqual(slowest)
  })

  it('kept of a group of errors are the first', () => {
    const writer = history.startRun(newRun())
    const failed = { outcome: 'failed', reason: 'failure', error: { class: 'status', message: '503' } } as const
    for (let t = 0; t < 30; t++) {
      writer.writeSecond(
        secondOf(t, [], { exemplars: [exemplar(t * 1000 + 1, 5, failed), exemplar(t * 1000, 5, failed)] }),
      )
    }
    const starts = history
      .findRun('last')
      .exemplars()
      .map(({ startMs }) => startMs)
    expect(starts).toEqual(Array.from({ length: KEPT.failure }, (_, at) => Math.floor(at / 2) * 1000 + (at % 2)))
  })

  it('are a bounded number with bounded bodies, shared out among all', () => {
    const writer = history.startRun(newRun())
    const body = 'b'.repeat(100_000)
    for (let t = 0; t < 12; t++) {
      const exemplars = Array.from({ length: 600 }, (_, at) => exemplar(t, 1000 + t, { endpoint: `GET /${at}` }))
      exemplars[0]!.request.body = body
      writer.writeSecond(secondOf(t, [], { exemplars }))
    }
    const kept = history.findRun('last').exemplars()
    expect(kept).toHaveLength(EXEMPLARS_AT_MOST)
    expect(new Set(kept.map(({ endpoint }) => endpoint)).size).toBe(600)
    expect(kept.find(({ endpoint }) => endpoint === 'GET /0')!.request.body).toHaveLength(16_384)
  })

  it('at random are spread over the run', () => {
    const writer = history.startRun(newRun())
    for (let t = 0; t < 400; t++) {
      writer.writeSecond(
        secondOf(t, [], { exemplars: [exemplar(t * 1000, 5, { reason: 'random', user: t % 7, iteration: t })] }),
      )
    }
    const starts = history
      .findRun('last')
      .exemplars()
      .map(({ startMs }) => startMs)
    expect(starts).toHaveLength(KEPT.random)
    // Fixed hashes, so no chance is involved: both halves of the run are represented.
    expect([starts.some((startMs) => startMs < 200_000), starts.some((startMs) => startMs >= 200_000)]).toEqual([
      true,
      true,
    ])
  })
})

describe('the list of runs', () => {
  it('is newest first and filtered, also with ten thousand', () => {
    for (let at = 0; at < 60; at++) {
      finished({
        startedAtMs: START_MS + ((at * 37) % 60) * 1000,
        planName: at % 2 === 0 ? 'shop' : 'bank',
        scenario: at % 3 === 0 ? 'load' : 'smoke',
        build: { label: `1.${at % 5}`, commit: 'abcdef0123456789', branch: null },
      })
    }
    const all = history.listRuns()
    expect(all.map(({ startedAtMs }) => startedAtMs)).toEqual(
      Array.from({ length: 60 }, (_, at) => START_MS + (59 - at) * 1000),
    )
    expect(history.listRuns({ limit: 3 })).toEqual(all.slice(0, 3))
    expect(history.listRuns({ plan: 'shop', scenario: 'load', build: '1.0' })).toEqual(
      all.filter((run) => run.planName === 'shop' && run.scenario === 'load' && run.build.label === '1.0'),
    )
    expect(history.listRuns({ plan: 'shop.yaml' })).toHaveLength(60)
    expect([history.listRuns({ build: 'abcdef0' }).length, history.listRuns({ build: 'abcdef' }).length]).toEqual([
      60, 0,
    ])
    expect(history.listRuns({ status: 'running' })).toEqual([])
    const [newest] = history.listRuns({ plan: 'bank', scenario: 'smoke' })
    expect(history.previousRuns(newest!, 4)).toEqual(history.listRuns({ plan: 'bank', scenario: 'smoke' }).slice(1, 5))
  })
})

describe('finding a run', () => {
  it('takes an id, its beginning, last and last~N', () => {
    const ids = [0, 100_000, 5_000_000].map((seconds) => finished({ startedAtMs: START_MS + seconds * 1000 }))
    const [oldest, middle, newest] = ids as [string, string, string]
    const find = (reference: string) => history.findRun(reference).run().id
    expect([find('last'), find('LAST~1'), find('last~2')]).toEqual([newest, middle, oldest])
    expect([find(middle), find(` ${middle.toUpperCase().replace('-', '')} `), find(middle.slice(0, 5))]).toEqual([
      middle,
      middle,
      middle,
    ])
    expect(find(middle.replaceAll('0', 'O').replaceAll('1', 'l'))).toBe(middle)
    expect(middle).toMatch(/^[0-9a-hjkmnp-tv-z]{6}-[0-9a-hjkmnp-tv-z]{4}$/)
    expect([...ids].toSorted()).toEqual(ids)
  })

  it('says what is wrong with a name, and what may be meant', () => {
    expect(errorOf(() => history.findRun('last'))).toMatchObject({
      code: 'notFound',
      message: 'The history has no runs yet.',
    })
    const id = finished()
    expect(errorOf(() => history.findRun('last~1')).message).toBe('The history has only one run: last.')
    const other = finished({ startedAtMs: START_MS })
    const typo = `${id.slice(0, -1)}${id.endsWith('z') ? 'y' : 'z'}`
    expect(errorOf(() => history.findRun(typo))).toMatchObject({ code: 'notFound' })
    expect(errorOf(() => history.findRun(typo)).message).toContain(`Did you mean ${id}, ${other}?`)
    expect(errorOf(() => history.findRun(id[0]!))).toMatchObject({ code: 'ambiguous' })
    expect(errorOf(() => history.findRun(id[0]!)).message).toContain(other)
    for (const hostile of [
      '',
      '%',
      "' OR 1=1 --",
      '\u0000',
      'x'.repeat(100_000),
      'last~99999999999999999999',
      'last~-1',
    ]) {
      const error = errorOf(() => history.findRun(hostile))
      expect([error.code, error.message.length < 300]).toEqual(['notFound', true])
    }
  })
})

describe('deleting a run', () => {
  it('removes everything of it and nothing else', () => {
    const write = (text: string) => {
      const writer = history.startRun(newRun({ planText: text }))
      const errors: ErrorCount[] = [{ class: 'dns', endpoint: 'GET /', message: 'no', count: 1 }]
      for (let t = 0; t < 25; t++) {
        writer.writeSecond(secondOf(t, [{ series: seriesOf('GET /'), latenciesUs: [t], servicesUs: null }], { errors }))
      }
      return writer
    }
    const kept = write('a')
    kept.finish(COMPLETED)
    const before = history.findRun(kept.id).mergedWindow(0, 25)
    const doomed = write('b')
    expect(errorOf(() => history.deleteRun(doomed.id))).toMatchObject({ code: 'running' })
    doomed.finish(COMPLETED)
    history.deleteRun(doomed.id)
    expect(errorOf(() => history.findRun(doomed.id))).toMatchObject({ code: 'notFound' })
    expect(history.findRun(kept.id).mergedWindow(0, 25)).toEqual(before)
    history.deleteRun(kept.id)
    expect(history.listRuns()).toEqual([])
  })
})
