import { expect, test } from 'vitest'
import { headFacts } from './headFacts.ts'
import { runViewOf } from './setup/sampleRun.ts'

const names = (view: ReturnType<typeof runViewOf>, isLive: boolean) => headFacts(view, isLive).map(({ name }) => name)

test('what is not known has no place, and a run that goes on has no duration yet', () => {
  expect(names(runViewOf(), false)).toEqual(['Scenario', 'Target', 'Load', 'Started', 'Duration'])
  expect(names(runViewOf(), true)).toEqual(['Scenario', 'Target', 'Load', 'Started'])
})

test('a build is its label, else the commit', () => {
  const build = (label: string | null) => ({ label, commit: '0123456789abcdef', branch: null })
  expect(headFacts(runViewOf({ build: build('1.2') }), false)[1]).toEqual({ name: 'Build', text: '1.2' })
  expect(headFacts(runViewOf({ build: build(null) }), false)[1]).toEqual({ name: 'Build', text: '0123456789' })
})
