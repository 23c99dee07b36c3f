/** The list of commands of views says what the views themselves say, and no key means two things at once. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { normalSequence } from '../ui/keys.ts'
import { overlap, VIEW_COMMANDS } from './viewCommands.ts'

const FEATURES = join(import.meta.dirname, '../features')
/** Dynamic ones, `run.section.…`, are made from the same list here and there. */
const COMMAND =
  /\bid: '(?<id>[a-z]+(?:\.\w+)+)',\s*title: '(?<title>[^']*)',\s*(?:keys: (?<keys>'[^']*'|\[[^\]]*\]),)?/g

interface Written {
  id: string
  title: string
  keys: string[]
}

function written(): Written[] {
  return globSync('**/*.{vue,ts}', { cwd: FEATURES })
    .filter((file) => !file.endsWith('.test.ts'))
    .flatMap((file) => {
      const source = readFileSync(join(FEATURES, file), 'utf8')
      if (!source.includes('useCommands(')) return []
      return [...source.matchAll(COMMAND)].map(({ groups }) => ({
        id: groups?.['id'] ?? '',
        title: groups?.['title'] ?? '',
        keys: [...(groups?.['keys'] ?? '').matchAll(/'([^']*)'/g)].map(([, keys]) => keys ?? ''),
      }))
    })
}

test('every command of a view is in the list, with its title and its keys', () => {
  const found = written()
  expect(found.length).toBeGreaterThan(10)
  for (const { id, title, keys } of found)
    expect(
      VIEW_COMMANDS.find((command) => command.id === id),
      `${id}: put it into viewCommands.ts`,
    ).toMatchObject({
      title,
      keys,
    })
  const ids = new Set(found.map(({ id }) => id))
  const listed = VIEW_COMMANDS.filter(({ id }) => !/^chart\.|^run\.section\./.test(id)).map(({ id }) => id)
  expect(listed.filter((id) => !ids.has(id))).toEqual([])
})

test('no two that can be meant at once have the same keys at first', () => {
  const conflicts = VIEW_COMMANDS.flatMap((one, at) =>
    VIEW_COMMANDS.slice(at + 1)
      .filter((other) => overlap(one.scope, other.scope))
      .filter((other) => one.keys.some((keys) => other.keys.map(normalSequence).includes(normalSequence(keys))))
      .map((other) => `${one.id} and ${other.id}`),
  )
  expect(conflicts).toEqual([])
})
