import { expect, test } from 'vitest'
import { describeGenerator } from './generator.ts'

test('of the terminal: this Node and its OpenSSL', () => {
  const { node, openssl } = process.versions
  expect(describeGenerator(2)).toMatchObject({ processes: 2, runtime: `node ${node}`, tls: `OpenSSL ${openssl}` })
})

test('of the window: Electron, and the TLS library that its Node has in place of OpenSSL', () => {
  const electron = { node: '24.21.0', electron: '45.4.1', chrome: '148.0.7700.2', openssl: '0.0.0' }
  expect(describeGenerator(1, electron)).toMatchObject({
    runtime: 'node 24.21.0 in Electron 45.4.1',
    tls: 'BoringSSL of Chromium 148.0.7700.2',
  })
})
