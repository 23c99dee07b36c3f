import { expect, test } from 'vitest'
import { crashDetails, crashSentence } from './crashText.ts'

const STACK = `host: Error: the disk is full
    at write (file:///app/host.js:1:2)
    at next (file:///app/host.js:3:4)

Node.js v24.1.0`

test('a dialog says what was said, not where in the program', () => {
  expect(crashSentence({ how: 'exit code 1', lastWords: STACK })).toBe(
    'The cause: exit code 1. It said last:\nhost: Error: the disk is full',
  )
  expect(crashSentence({ how: 'was killed, exit code 9', lastWords: '' })).toBe('The cause: was killed, exit code 9.')
})

test('a dialog is short, and its text is not turned around', () => {
  const sentence = crashSentence({ how: 'exit code 1', lastWords: `one\ntwo\n\u202ethree\u0000\n${'x'.repeat(5000)}` })
  expect(sentence.length).toBeLessThan(450)
  expect(crashSentence({ how: 'exit code 1', lastWords: 'a\nb\nc\n\u202ed\u0000' })).toMatch(/last:\nb\nc\nd$/)
})

test('what is copied is whole, and says where to look', () => {
  const place = { program: '1.2.3', system: 'Electron 45.0.0, linux x64', logFile: '/kept/loadwright.log' }
  expect(crashDetails({ how: 'exit code 1', lastWords: STACK }, place)).toBe(
    `Loadwright 1.2.3, Electron 45.0.0, linux x64\nThe host ended: exit code 1\nIt said last:\n${STACK}\nLog: /kept/loadwright.log`,
  )
})
