import { expect, test } from 'vitest'
import { doubtSentence, generatorTrust } from './generatorTrust.ts'

test('a window is trusted, trusted with care, or not', () => {
  const health = { trusted: true, share: 1, degradedShare: 0 }
  expect(generatorTrust(health).text).toBe('Trusted')
  expect(generatorTrust({ ...health, degradedShare: 0.1 }).text).toBe('Trusted, with care')
  expect(generatorTrust({ ...health, share: 0.99 }).text).toBe('Trusted, with care')
  expect(generatorTrust({ ...health, trusted: false }).text).toBe('Not trusted')
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
