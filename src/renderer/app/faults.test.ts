import { expect, test } from 'vitest'
import { ConnectionLost, RemoteError } from '../../contract/rpc/remoteError.ts'
import { faultDetails, faultToast } from './faults.ts'

test('whoever it comes from is named; what was called off is none', () => {
  expect(faultToast(new RemoteError('busy', 'A run goes on.'))).toEqual({
    tone: 'fail',
    title: 'The host refused',
    text: 'A run goes on.',
  })
  expect(faultToast(new ConnectionLost('gone'))).toMatchObject({ tone: 'warn', title: 'No answer from the host' })
  expect(faultToast(new TypeError('x is undefined'))).toMatchObject({
    title: 'Unexpected error',
    text: 'x is undefined',
  })
  expect(faultToast(new DOMException('cancelled', 'AbortError'))).toBeNull()
  expect(faultToast('a text')).toMatchObject({ text: 'a text' })
  expect(faultToast(undefined)).toMatchObject({ text: 'undefined' })
  expect(faultToast(new Error('x'.repeat(10_000)))?.text).toHaveLength(400)
})

test('the details say what, where and when', () => {
  const details = faultDetails(new Error('broken'), 'in render', Date.UTC(2026, 10, 28))
  expect(details).toMatch(/^Loadwright, 2026-11-28T00:00:00.000Z\nin render\nError: broken\n/)
  expect(details).toContain('faults.test.ts')
})
