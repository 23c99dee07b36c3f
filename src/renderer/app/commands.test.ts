import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'
import { effectScope } from 'vue'
import { useCommandRegistry, useCommands, type Command } from './commands.ts'

let done: string[] = []
beforeEach(() => {
  setActivePinia(createPinia())
  done = []
})

function command(id: string, more: Partial<Command> = {}): Command {
  return { id, title: id, run: () => done.push(id), ...more }
}

function press(key: string, { ctrl = false, inText = false } = {}): boolean {
  const event = { key, ctrlKey: ctrl, metaKey: false, altKey: false, shiftKey: false }
  return useCommandRegistry().handleKey(event, inText)
}

test('a command is done by its keys, any of them, and by its name', () => {
  const registry = useCommandRegistry()
  registry.register(command('palette', { keys: ['Ctrl+P', 'F1'] }))
  expect(press('p', { ctrl: true })).toBe(true)
  expect(press('F1')).toBe(true)
  expect(press('p')).toBe(false)
  expect(registry.run('palette')).toBe(true)
  expect(registry.run('nothing')).toBe(false)
  expect(done).toEqual(['palette', 'palette', 'palette'])
})

test('of two with the same keys the later one is meant, as long as it is there', () => {
  const registry = useCommandRegistry()
  registry.register(command('window', { keys: 'F' }))
  let isThere = true
  const unregister = registry.register(command('view', { keys: 'F', when: () => isThere }))
  press('f')
  isThere = false
  press('f')
  isThere = true
  unregister()
  press('f')
  expect(done).toEqual(['view', 'window', 'window'])
})

test('what types goes to the text field; combinations do not', () => {
  const registry = useCommandRegistry()
  registry.register(command('sheet', { keys: '?' }))
  registry.register(command('save', { keys: 'Ctrl+S' }))
  expect(press('?', { inText: true })).toBe(false)
  expect(press('s', { ctrl: true, inText: true })).toBe(true)
  expect(done).toEqual(['save'])
})

test('what cannot be done now is not done, and its key is left alone', () => {
  const registry = useCommandRegistry()
  registry.register(command('start', { keys: 'F5', disabled: () => 'The history is open for reading only.' }))
  expect(press('F5')).toBe(false)
  expect(registry.run('start')).toBe(false)
  expect(done).toEqual([])
})

test('commands of a component go with it', () => {
  const scope = effectScope()
  scope.run(() => useCommands([command('a', { keys: 'A' }), command('b')]))
  expect(useCommandRegistry().commands.map(({ id }) => id)).toEqual(['a', 'b'])
  scope.stop()
  expect(useCommandRegistry().commands).toEqual([])
})
