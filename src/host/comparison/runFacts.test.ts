import { expect, test } from 'vitest'
import { testDifferences } from '../../core/comparison/differences.ts'
import { differenceText } from '../../core/comparison/differenceWords.ts'
import { describeGenerator } from '../runs/generator.ts'
import { openMemoryHistory } from '../storage/history.ts'
import { COMPLETED, newRun } from '../storage/testing/syntheticSeconds.ts'
import { testedWith } from './runFacts.ts'

const ELECTRON = { node: '24.21.0', electron: '45.4.1', chrome: '148.0.7700.2', openssl: '0.0.0' }

/** What two runs of a history differ in, one made by each generator. */
function differences(...generators: [object, object]): string[] {
  const history = openMemoryHistory()
  try {
    const [one, other] = generators.map((own) => {
      const writer = history.startRun(newRun({ generator: { ...describeGenerator(1, ELECTRON), ...own } }))
      writer.finish(COMPLETED)
      return testedWith(history.findRun(writer.id).run())
    }) as [ReturnType<typeof testedWith>, ReturnType<typeof testedWith>]
    return testDifferences([one], [other]).map(differenceText)
  } finally {
    history.close()
  }
}

test('the same Node in the window and in the terminal is two generators', () => {
  const { runtime, tls } = describeGenerator(1, { node: '24.21.0', openssl: '3.5.8' })
  expect(differences({ runtime, tls }, {})).toEqual([
    'other versions of the generator: node 24.21.0 with OpenSSL 3.5.8 and node 24.21.0 in Electron 45.4.1 with BoringSSL of Chromium 148.0.7700.2',
  ])
})

test('so is the same Node with another TLS library', () => {
  expect(differences({ tls: 'OpenSSL 3.0.2' }, { tls: 'OpenSSL 3.5.8' })).toHaveLength(1)
  expect(differences({}, {})).toEqual([])
})
