import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'
import { useKeyMap } from '../app/keyMap.ts'
import type { ChartAction } from './chartKeys.ts'
import { useChartKeys } from './useChartKeys.ts'

beforeEach(() => setActivePinia(createPinia()))

function press(key: string, held: { ctrlKey?: boolean; shiftKey?: boolean } = {}): ChartAction | null {
  return useChartKeys().actionOf({ key, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...held })
}

test('keys are what charts have them for until others are chosen', () => {
  expect(press('l')).toEqual({ do: 'scale' })
  expect(press('l', { ctrlKey: true })).toBeNull()
  expect(press('=')).toEqual({ do: 'zoom', factor: 0.5 })
})

test('a key that was chosen does it, the one before does nothing, all others stay', () => {
  useKeyMap().choose([
    { command: 'chart.scale', keys: ['Ctrl+L', 'C'], own: ['L'] },
    { command: 'chart.copy', keys: [], own: ['C'] },
  ])
  expect(press('l', { ctrlKey: true })).toEqual({ do: 'scale' })
  expect(press('c')).toEqual({ do: 'scale' })
  expect(press('l')).toBeNull()
  expect(press('=')).toEqual({ do: 'zoom', factor: 0.5 })
  expect(press('3')).toEqual({ do: 'togglePercentile', number: 2 })
  expect(press('ArrowRight', { shiftKey: true })).toEqual({ do: 'move', by: 10 })
  expect(press('Escape')).toEqual({ do: 'cancel' })
  expect(press('constructor')).toBeNull()
})
