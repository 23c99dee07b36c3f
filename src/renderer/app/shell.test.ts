import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'
import { nextTick } from 'vue'
import { pageToShellSchema, type PageToShell } from '../../contract/shellPage.ts'
import { useToasts } from '../ui/toasts.ts'
import { useCommandRegistry } from './commands.ts'
import { useKeyMap } from './keyMap.ts'
import { useShell } from './shell.ts'
import { useTabs } from './tabs.ts'

beforeEach(() => setActivePinia(createPinia()))

test('in a browser nothing is posted', () => {
  const shell = useShell()
  expect([shell.isThere, shell.post({ type: 'openFolder' })]).toEqual([false, false])
})

test('after a new connection the new way is used', () => {
  const shell = useShell()
  const posted: [string, PageToShell][] = []
  shell.attach((message) => posted.push(['old', message]))
  shell.attach((message) => posted.push(['new', message]))
  expect(shell.post({ type: 'openRecent', folder: '/a' })).toBe(true)
  expect(posted.at(-1)).toEqual(['new', { type: 'openRecent', folder: '/a' }])
  expect(posted.filter(([way]) => way === 'old')).toHaveLength(1)
})

test('the keys that somebody has chosen are told at the beginning, and whenever they change', async () => {
  const shell = useShell()
  const keyMap = useKeyMap()
  const posted: PageToShell[] = []
  keyMap.choose([{ command: 'go.runs', keys: ['Alt+R', 'Alt+Shift+R'], own: ['Ctrl+2'] }])
  shell.attach((message) => posted.push(message))
  keyMap.choose([{ command: '__proto__', keys: [], own: ['Ctrl+W'] }])
  await nextTick()
  keyMap.reset()
  await nextTick()
  const runs = { command: 'go.runs', keys: 'Alt+R' }
  expect(posted).toEqual([
    { type: 'chosenKeys', chosen: [runs] },
    { type: 'chosenKeys', chosen: [runs, { command: '__proto__', keys: null }] },
    { type: 'chosenKeys', chosen: [] },
  ])
  for (const message of posted) expect(pageToShellSchema.parse(message)).toEqual(message)
})

test('the menu does what the palette does, and only that', () => {
  const shell = useShell()
  const done: string[] = []
  useCommandRegistry().register({ id: 'run.start', title: 'Start', run: () => done.push('start') })
  shell.receive({ type: 'command', id: 'run.start' })
  shell.receive({ type: 'command', id: '__proto__' })
  expect(done).toEqual(['start'])
})

test('what the menu cannot do at the moment is told, with the reason', () => {
  const done: string[] = []
  useCommandRegistry().register({
    id: 'run.start',
    title: 'Start a run …',
    disabled: () => 'The host has not answered yet.',
    run: () => done.push('start'),
  })
  useShell().receive({ type: 'command', id: 'run.start' })
  expect(done).toEqual([])
  expect(useToasts().list.map(({ title, text }) => [title, text])).toEqual([
    ['Not done', 'The host has not answered yet.'],
  ])
})

test('a link opens its view; what is none opens nothing', () => {
  const shell = useShell()
  shell.receive({ type: 'show', link: '#/plan?plan=%3Cimg%3E.plan.yaml' })
  shell.receive({ type: 'show', link: 'javascript:alert(1)' })
  expect(useTabs().tabs.map(({ kind, params }) => ({ kind, params }))).toEqual([
    { kind: 'plan', params: { plan: '<img>.plan.yaml' } },
  ])
})

test('what was not done is said', () => {
  const shell = useShell()
  shell.receive({ type: 'refused', message: 'There is no such folder.' })
  shell.receive({ type: 'hostGone', message: 'It ended with code 1.', details: 'Loadwright 1.2.3' })
  expect(useToasts().list.map(({ tone, text }) => [tone, text])).toEqual([
    ['warn', 'There is no such folder.'],
    ['fail', 'It ended with code 1.'],
  ])
  expect(useToasts().list[1]?.action?.label).toBe('Copy details')
})

test('folders and secrets are those that were said last', () => {
  const shell = useShell()
  expect([shell.recentFolders, shell.secrets]).toEqual([[], null])
  shell.receive({ type: 'folders', recent: ['/b', '/a'] })
  shell.receive({ type: 'secrets', names: ['TOKEN'], obstacle: null })
  expect([shell.recentFolders, shell.secrets]).toEqual([['/b', '/a'], { names: ['TOKEN'], obstacle: null }])
})
