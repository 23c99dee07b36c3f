import { expect, test } from 'vitest'
import { runRow } from '../features/runs/runRowFixture.ts'
import { commandQuery, paletteEntries, type PaletteSources } from './paletteEntries.ts'

const tab = {
  id: 'run:open',
  kind: 'run' as const,
  title: 'shop · peak',
  params: { run: 'open' },
  pinned: true,
  dirty: false,
  group: 0 as const,
}
const plan = (file: string, name: string | null): PaletteSources['plans'][number] => ({
  file,
  name,
  modifiedAtMs: 0,
  target: null,
  scenarios: [],
  problems: [],
})

function titles(text: string, more: Partial<PaletteSources> = {}): string[] {
  const sources: PaletteSources = {
    commands: [
      { id: 'a', title: 'Close tab', keys: ['Ctrl+W', 'Alt+W'], run: () => {} },
      { id: 'b', title: 'Start a run', disabled: () => 'Read-only.', run: () => {} },
      { id: 'c', title: 'Next part', hidden: true, run: () => {} },
      { id: 'd', title: 'Not now', when: () => false, run: () => {} },
    ],
    tabs: [tab],
    plans: [plan('checkout.plan.yaml', 'Checkout'), plan('broken.plan.yaml', null)],
    runs: [],
    ageOf: () => '5 min ago',
    ...more,
  }
  return paletteEntries(text, sources).map((entry) => `${entry.kind} ${entry.title}`)
}

test('open views come first, then plans; a plan that cannot be read has its file for a name', () => {
  expect(titles('')).toEqual(['tab shop · peak', 'plan Checkout', 'plan broken.plan.yaml'])
  expect(titles('check')).toEqual(['plan Checkout'])
})

test('runs are those the host found; one that is open stands there once', () => {
  const runs = [runRow({ id: 'open' }), runRow({ id: 'other', planName: '<b>', scenario: '\u202e' })]
  expect(titles('zzz', { runs })).toEqual(['run <b> · \u202e'])
})

test('behind > there are commands, without those that are not there now', () => {
  expect(commandQuery('> close')).toBe('close')
  expect(commandQuery('close')).toBeNull()
  expect(titles('>')).toEqual(['command Close tab', 'command Start a run'])
  expect(titles('>close')).toEqual(['command Close tab'])
})

test('commands are found without the sign, after everything else', () => {
  expect(titles('close')).toEqual(['command Close tab'])
})
