import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'
import type { AppInfo } from '../../contract/methods/app.ts'
import { useConnection } from './connection.ts'

beforeEach(() => setActivePinia(createPinia()))

function info(write: boolean, readOnly: boolean): AppInfo {
  return {
    program: '1.0.0',
    capabilities: { write },
    workspace: { name: 'w', folder: '/w' },
    history: { file: '/w/h.db', readOnly, notices: [] },
    machine: { host: 'h', os: 'o', cores: 2, memoryBytes: 1, runtime: 'node' },
  }
}

test('nothing may be changed before the host has said so', () => {
  const connection = useConnection()
  expect(connection.can.write).toBe(false)
  expect(connection.readOnlyReason).toBe('There is no connection to the host.')
  connection.changeState({ kind: 'connected', program: '1' })
  expect(connection.readOnlyReason).toBe('The host has not answered yet.')
  connection.setInfo(info(true, false))
  expect(connection.readOnlyReason).toBeNull()
  connection.setInfo(info(true, true))
  expect(connection.readOnlyReason).toBe('The history is open for reading only.')
  connection.setInfo(info(false, false))
  expect(connection.readOnlyReason).toBe('This workbench is read-only.')
})

test('interrupted is what was connected before', () => {
  const connection = useConnection()
  connection.changeState({ kind: 'lost', retryInMs: 250 })
  expect(connection.isInterrupted).toBe(false)
  connection.changeState({ kind: 'connected', program: '1' })
  connection.changeState({ kind: 'connecting' })
  expect(connection.isInterrupted).toBe(true)
  connection.changeState({ kind: 'connected', program: '1' })
  expect([connection.isInterrupted, connection.generation]).toEqual([false, 2])
})

test('the wait for the next attempt can be cut short', async () => {
  const connection = useConnection()
  // Nothing waits yet.
  connection.retry()
  const waited = connection.waitToRetry(3_600_000)
  connection.retry()
  await waited
})
