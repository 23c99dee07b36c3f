import { expect, test } from 'vitest'
import { liveNotice, lostNotice, silentNotice } from './liveNotice.ts'
import { noSeconds } from './recentSeconds.ts'
import { runViewOf } from './setup/sampleRun.ts'
import { TICK_STATISTICS, tickOf } from './sampleTick.ts'

const recentOf = (ratePerS: number[]) => ({ ...noSeconds(), ratePerS })
const none = { ...TICK_STATISTICS, requests: 0 }

test('nothing odd, nothing said', () => {
  expect(liveNotice(null, noSeconds())).toBeNull()
  expect(liveNotice(tickOf(20), recentOf([1, 0, 0]))).toBeNull()
})

test('at first the first response is waited for', () => {
  expect(liveNotice(tickOf(3, { run: none }), recentOf([0, 0, 0]))?.title).toBe('Waiting for the first response.')
})

test('ten silent seconds are told, with what may be the cause', () => {
  const silent = recentOf(Array.from({ length: 12 }, () => 0))
  expect(liveNotice(tickOf(30, { inFlight: 61 }), silent)).toMatchObject({
    tone: 'warn',
    title: 'No request ended in the last 10 s.',
    text: '3 users run, 61 requests are in flight. The target may not answer.',
  })
  expect(liveNotice(tickOf(30, { inFlight: 0, users: 0 }), silent)?.text).toMatch(/No user is running/)
  expect(liveNotice(tickOf(30, { inFlight: 1, users: 1 }), silent)?.text).toMatch(
    /^1 user runs, 1 request is in flight\. /,
  )
  expect(liveNotice(tickOf(30), recentOf([0, 0, 0]))).toBeNull()
  expect(liveNotice(tickOf(30, { phase: 'stopping' }), silent)).toBeNull()
})

test('engines that are lost are told, each with what is missing without it', () => {
  expect(lostNotice({ of: 4, lost: [] })).toBeNull()
  const lost = ['Engine 2 of 4 died.', 'Engine 3 of 4 died.']
  expect(lostNotice({ of: 4, lost: lost.slice(0, 1) })).toEqual({
    tone: 'warn',
    title: '1 of 4 engines is lost.',
    text: 'Engine 2 of 4 died.',
  })
  expect(lostNotice({ of: 4, lost })).toMatchObject({
    title: '2 of 4 engines are lost.',
    text: 'Engine 2 of 4 died. Engine 3 of 4 died.',
  })
})

test('of a run of another process engines are told that are silent: why, nobody here knows', () => {
  expect(silentNotice(runViewOf())).toBeNull()
  const { generator } = runViewOf().run
  const run = { generator: { ...generator, processes: 3 } }
  const silentEngines = ['Engine 1 of 3 has told no numbers yet.', 'Engine 3 of 3 has told no numbers yet.']
  expect(silentNotice(runViewOf(run, { silentEngines }))).toEqual({
    tone: 'warn',
    title: '2 of 3 engines are silent.',
    text: silentEngines.join(' '),
  })
  expect(silentNotice(runViewOf(run, { silentEngines: silentEngines.slice(1) }))?.title).toBe(
    '1 of 3 engines is silent.',
  )
})
