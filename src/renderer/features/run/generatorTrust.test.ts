import { expect, test } from 'vitest'
import { trustOf } from '../runs/runWords.ts'
import { doubtSentence, generatorTrust } from './generatorTrust.ts'

test('a window is trusted, in doubt in part, or not trusted: as the list of runs has it', () => {
  const health = { trusted: true, untrustedLoadShare: 0, degradedShare: 0 }
  expect(generatorTrust(health)).toEqual({ tone: 'met', text: 'Trusted' })
  expect(generatorTrust({ ...health, degradedShare: 0.1 })).toEqual({ tone: 'met', text: 'Trusted, 10.00 % degraded' })
  expect(generatorTrust({ ...health, trusted: false })).toEqual({ tone: 'untrusted', text: 'Not trusted' })
  for (const share of [0.0000001, 0.0211, 0.05]) {
    const { tone, text } = generatorTrust({ ...health, untrustedLoadShare: share, degradedShare: 0.1 })
    expect({ tone, word: text }).toEqual(trustOf(share))
  }
  expect(generatorTrust(null).text).toBe('Unknown')
})

test('how much is in doubt, and what hangs on it', () => {
  const [met, doubted] = [{ status: 'met' as const }, { status: 'notTrusted' as const }]
  expect(doubtSentence({ untrustedLoadShare: 0 }, [met])).toBeNull()
  expect(doubtSentence({}, [doubted])).toBeNull()
  expect(doubtSentence({ untrustedLoadShare: 0.0211 }, [met])).toBe(
    'The generator was in the way for 2.11 % of the load.',
  )
  expect(doubtSentence({ untrustedLoadShare: 0.0211 }, [met, doubted])).toBe(
    'The generator was in the way for 2.11 % of the load, and 1 criterion hangs on it.',
  )
  expect(doubtSentence({ untrustedLoadShare: 0.5 }, [doubted, doubted])).toContain('2 criteria hang on it.')
})
