import { describe, expect, test } from 'vitest'
import type { RunTick } from '../../contract/runTick.ts'
import { MAX_MARK_LENGTH, steeringSchema, type SteeringAction } from '../../contract/steering.ts'
import { RunControls, UNTOUCHED, withoutOldMessage } from './runControls.ts'
import { keysOf } from './terminalKeys.ts'

function controlsWith(refuse = false) {
  const done: (SteeringAction | string)[] = []
  let nowMs = 0
  const controls = new RunControls(
    {
      steer: (action) => {
        done.push(steeringSchema.parse(action))
        return refuse ? { done: false, reason: 'No.' } : { done: true, atMs: 0, what: action.type }
      },
      stop: (now) => done.push(now ? 'stop now' : 'stop'),
      interrupt: () => done.push('interrupt'),
    },
    () => nowMs,
  )
  const press = (text: string, planned: RunTick['planned'] | null = { unit: 'users', level: 96 }): void =>
    controls.press(keysOf(text), planned)
  return { controls, done, press, later: (ms: number) => (nowMs += ms) }
}

describe('keys', () => {
  test('of users: a tenth, at least one; and as in Locust', () => {
    const { done, press } = controlsWith()
    press('+-')
    press('=_', { unit: 'users', level: 3.7 })
    press('+', null)
    press('wsWS')
    expect(
      done.map((action) => (typeof action === 'object' && action.type === 'addUsers' ? action.users : action)),
    ).toEqual([10, -10, 1, -1, 1, 1, -1, 10, -10])
  })

  test('of arrivals: a tenth, and back again', () => {
    const { done, press } = controlsWith()
    press('+-', { unit: 'perS', level: 200 })
    const factors = done.map((action) =>
      typeof action === 'object' && action.type === 'scaleRate' ? action.factor : 0,
    )
    expect(factors[0]! * factors[1]!).toBeCloseTo(1, 12)
    expect(factors[0]).toBe(1.1)
  })

  test('p pauses and resumes, and only when that was done', () => {
    const { controls, done, press } = controlsWith()
    press('p')
    expect(controls.state.paused).toBe(true)
    press('pp')
    expect(done).toEqual([{ type: 'pause' }, { type: 'resume' }, { type: 'pause' }])
    const refusing = controlsWith(true)
    refusing.press('p')
    expect(refusing.controls.state).toMatchObject({ paused: false, message: { text: 'No.', done: false } })
  })

  test('q, Q, Ctrl-C; what is no command does nothing', () => {
    const { done, press } = controlsWith()
    press('xyz\u001b[A\u001bOq\u001bq\u001b[200~ 日本\t')
    expect(done).toEqual([])
    press('qQ\u0003')
    expect(done).toEqual(['stop', 'stop now', 'interrupt'])
  })

  test('help comes and goes, an answer goes by itself', () => {
    const { controls, press, later } = controlsWith()
    press('?')
    expect(controls.state.help).toBe(true)
    press('\u001b')
    expect(controls.state.help).toBe(false)
    press('+')
    later(4999)
    expect(withoutOldMessage(controls.state, 4999).message).not.toBeNull()
    expect(withoutOldMessage(controls.state, 5000)).toEqual(UNTOUCHED)
  })
})

describe('a mark', () => {
  test('is typed on one line, with corrections', () => {
    const { controls, done, press } = controlsWith()
    press('m')
    press('q+')
    press('\u0015')
    press('neu é日x\u007f')
    expect(controls.state.typing).toBe('neu é日')
    press('\r')
    expect(controls.state.typing).toBeNull()
    expect(done).toEqual([{ type: 'mark', text: 'neu é日' }])
  })

  test('is not set when it is left or empty', () => {
    const { controls, done, press } = controlsWith()
    press('mx')
    press('\u001b')
    press('m  \r')
    expect([controls.state.typing, done]).toEqual([null, []])
  })

  test('that was pasted with more behind it: the rest is no commands', () => {
    const { done, press } = controlsWith()
    press('m')
    press('first line\nquit Q\u0003\n')
    expect(done).toEqual([{ type: 'mark', text: 'first line' }])
  })

  test('has an end', () => {
    const { controls, press } = controlsWith()
    press(`m${'x'.repeat(5000)}`)
    expect(controls.state.typing).toHaveLength(MAX_MARK_LENGTH)
  })

  test('does not keep Ctrl-C from stopping', () => {
    const { done, press } = controlsWith()
    press('mabc')
    press('\u0003')
    expect(done).toEqual(['interrupt'])
  })
})
