import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { readCommandLines, type Command } from './commandLines.ts'

function reader() {
  const input = new PassThrough()
  const lines = readCommandLines(input as unknown as NodeJS.ReadStream)
  const got: [number, Command][] = []
  const attach = (): (() => void) => lines.attach((command, line) => got.push([line, command]))
  return { input, got, attach }
}

/** Everything written so far has been read. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('one command a line, however the text is cut, with the number of its line', async () => {
  const { input, got, attach } = reader()
  attach()
  const bytes = Buffer.from('{"type":"pause"}\r\n\n  \nnonsense\n{"type":"mark","text":"né"}\n{"type":"resume"}')
  for (const byte of bytes) input.write(Buffer.from([byte]))
  await turn()
  expect(got).toEqual([
    [1, { action: { type: 'pause' } }],
    [4, { reason: 'It is not JSON.' }],
    [5, { action: { type: 'mark', text: 'né' } }],
  ])
})

test('a line without end is refused and not kept', async () => {
  const { input, got, attach } = reader()
  attach()
  for (let i = 0; i < 100; i++) input.write('x'.repeat(10_000))
  input.write('\n{"type":"pause"}\n')
  await turn()
  expect(got).toEqual([
    [1, { reason: 'It has more than 10000 characters.' }],
    [2, { action: { type: 'pause' } }],
  ])
})

test('what comes between two runs is for the next one', async () => {
  const { input, got, attach } = reader()
  const detach = attach()
  input.write('{"type":"pa')
  await turn()
  detach()
  input.write('use"}\n')
  await turn()
  expect(got).toEqual([])
  attach()
  await turn()
  expect(got).toEqual([[1, { action: { type: 'pause' } }]])
})
