/** The row of a run in the list has the numbers of its report, also when they are made later. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runsMethods } from '../../contract/methods/runs.ts'
import { Histogram } from '../../core/histogram/histogram.ts'
import { closedLoad, constantArrivals } from '../../core/load/loadShape.ts'
import { openMemoryHistory } from '../storage/history.ts'
import { COMPLETED, newRun, secondOf, seriesOf } from '../storage/testing/syntheticSeconds.ts'
import { reportOfRun } from './runReport.ts'
import { settingsOf } from './testing/settingsOf.ts'
import { summarizeOlderRuns } from './runSummary.ts'
import { openWorkspace, type TestWorkspace } from './testing/runTestPlan.ts'

const ALL = runsMethods['runs.list'].params.parse({})

describe('a real run', () => {
  let server: Server
  let workspace: TestWorkspace
  beforeEach(async () => {
    let received = 0
    server = createServer((_request, response) => {
      response.statusCode = ++received % 5 === 0 ? 500 : 200
      response.end('{}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    workspace = openWorkspace()
  })
  afterEach(async () => {
    workspace.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  test('is listed with the numbers of its report', async () => {
    const { port } = server.address() as AddressInfo
    const run = await workspace.start(`
name: listed
target: http://127.0.0.1:${port}
users:
  visitor:
    wait: 20ms
    tasks: [{ name: a, steps: [{ get: /a }] }]
scenarios: { load: { load: { users: 4, spawnRate: 50, for: 2s } } }
`)
    const running = workspace.history.listRunRows(ALL).rows
    expect(running).toMatchObject([{ id: run.id, status: 'running', requests: null, durationMs: null, p95Line: [] }])
    const report = await run.finished
    expect(report.totals.failures).toBeGreaterThan(0)
    const [row] = workspace.history.listRunRows(ALL).rows
    expect(row).toMatchObject({
      id: report.run.id,
      planName: 'listed',
      status: 'completed',
      verdict: report.verdict,
      durationMs: report.run.durationMs,
      peakLoad: { unit: 'users', level: 4 },
      requests: report.totals.requests,
      ratePerS: report.totals.ratePerS,
      failureShare: report.totals.failureShare,
      p95Ms: report.totals.latencyMs!.p95,
      untrustedLoadShare: report.generatorHealth.untrustedLoadShare,
    })
    // Steps of a second, as in the report of so short a run.
    expect(row!.p95Line).toEqual(report.timeline.p95Ms)
    const [measured] = workspace.history.measuredRuns({ planName: 'listed', scenario: 'load', limit: 1 })
    expect(measured).toMatchObject({ loadText: report.run.settings, achieved: 1 })
    expect(
      measured!.numbers.map(({ ok, failed, ratePerS, latencyMs }) => ({ ok, failed, ratePerS, ...latencyMs })),
    ).toEqual(
      [report.totals, ...report.endpoints].map(({ requests, failures, ratePerS, latencyMs }) => ({
        ok: requests - failures,
        failed: failures,
        ratePerS,
        p50: latencyMs!.p50,
        p95: latencyMs!.p95,
        p99: latencyMs!.p99,
        p999: latencyMs!.p99_9,
        mean: latencyMs!.mean,
      })),
    )
    expect(summarizeOlderRuns(workspace.history, 10)).toBe(0)
  })
})

describe('a run that was written without numbers', () => {
  test.each([
    [closedLoad(30, 10, 400_000), { unit: 'users', level: 30 }],
    [constantArrivals(2.5, 400_000, 100), { unit: 'perS', level: 2.5 }],
  ])('gets them from its report, and a line that is made of merged histograms', (load, peakLoad) => {
    const history = openMemoryHistory()
    const settings = JSON.parse(JSON.stringify(settingsOf(load))) as ReturnType<typeof newRun>['settings']
    const writer = history.startRun(newRun({ settings, plannedDurationMs: 400_000 }))
    const latencies = (t: number) => Array.from({ length: 5 }, (_, at) => 1000 + ((t * 7919 + at * 104_729) % 90_000))
    // A minute in which nothing ended.
    const isSilent = (t: number) => t >= 120 && t < 180
    for (let t = 0; t < 400; t++)
      writer.writeSecond(
        secondOf(
          t,
          isSilent(t)
            ? []
            : [
                { series: seriesOf('GET /'), latenciesUs: latencies(t), servicesUs: null },
                { series: seriesOf('GET /', 'failed'), latenciesUs: [5], servicesUs: null },
                { series: { ...seriesOf('group'), kind: 'group' }, latenciesUs: [5_000_000], servicesUs: null },
              ],
        ),
      )
    writer.finish(COMPLETED)
    expect(history.listRunRows(ALL).rows).toMatchObject([{ requests: null, p95Line: [] }])
    expect(summarizeOlderRuns(history, 10)).toBe(0)
    const report = reportOfRun(history, history.findRun(writer.id))
    const [row] = history.listRunRows(ALL).rows
    expect(row).toMatchObject({
      peakLoad,
      durationMs: report.run.durationMs,
      requests: report.totals.requests,
      ratePerS: report.totals.ratePerS,
      failureShare: report.totals.failureShare,
      p95Ms: report.totals.latencyMs!.p95,
    })
    expect(row!.requests).toBe(340 * 6)
    expect(row!.p95Line).toEqual(
      Array.from({ length: 40 }, (_, step) => {
        const merged = new Histogram()
        for (let t = step * 10; t < step * 10 + 10; t++)
          if (!isSilent(t)) for (const us of latencies(t)) merged.record(us)
        return merged.isEmpty ? null : merged.percentileUs(95) / 1000
      }),
    )
    history.close()
  })

  test('and without anything measured has none that are 0 for it', () => {
    const history = openMemoryHistory()
    const settings = JSON.parse(JSON.stringify(settingsOf(closedLoad(1, 1, 1000)))) as ReturnType<
      typeof newRun
    >['settings']
    history.startRun(newRun({ settings })).finish({ ...COMPLETED, status: 'interrupted' })
    expect(summarizeOlderRuns(history, 1)).toBe(0)
    expect(history.listRunRows(ALL).rows).toMatchObject([{ requests: 0, failureShare: null, p95Ms: null, p95Line: [] }])
    history.close()
  })
})
