import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'
import { effectScope } from 'vue'
import { useKeyMap } from './keyMap.ts'
import { useCommandRegistry, useCommands, type Command } from './commands.ts'

let done: string[] = []
beforeEach(() => {
  setActivePinia(createPinia())
  done = []
})

function command(id: string, more: Partial<Command> = {}): Command {
  return { id, title: id, run: () => done.push(id), ...more }
}

test('of two keys the first is a command of its own, or waits; what is between gives them up', () => {
  const registry = useCommandRegistry()
  registry.register(command('open', { keys: 'Ctrl+K' }))
  registry.register(command('keys', { keys: 'Ctrl+K Ctrl+S' }))
  registry.register(command('wait', { keys: 'Ctrl+J Ctrl+J' }))
  expect([press('k', { ctrl: true }), press('Control', { ctrl: true }), press('s', { ctrl: true })]).toEqual([
    true,
    false,
    true,
  ])
  expect(done).toEqual(['open', 'keys'])
  expect([press('s', { ctrl: true }), press('j', { ctrl: true }), press('x')]).toEqual([false, true, false])
  expect(press('j', { ctrl: true })).toBe(true)
  registry.forgetKey()
  expect(registry.finishSequence({ key: 'j', ctrlKey: true, metaKey: false, altKey: false, shiftKey: false })).toBe(
    false,
  )
  expect(done).toEqual(['open', 'keys'])
})

test('the keys that were chosen count, and are those that are told', () => {
  const registry = useCommandRegistry()
  const keyMap = useKeyMap()
  const own = ['Ctrl+P', 'F1']
  registry.register(command('palette', { keys: own }))
  expect(registry.shortcutOf('palette')).toBe('Ctrl+P')
  keyMap.choose([{ command: 'palette', keys: ['Alt+P'], own }])
  expect([press('p', { ctrl: true }), press('F1'), registry.shortcutOf('palette')]).toEqual([false, false, 'Alt+P'])
  expect(registry.commands[0]?.keys).toEqual(['Alt+P'])
  keyMap.choose([{ command: 'palette', keys: [], own }])
  expect(registry.shortcutOf('palette')).toBeUndefined()
  // Those it had at first are no choice.
  keyMap.choose([{ command: 'palette', keys: own, own }])
  expect([keyMap.isChanged('palette'), press('F1')]).toEqual([false, true])
  // A view that is not open has keys as well.
  expect([registry.shortcutOf('runs.star'), registry.shortcutOf('constructor')]).toEqual(['*', undefined])
})

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
