/** What a run was started with, where a test is about its load, or about nothing of it. */
import type { LoadShape } from '../../../core/load/loadShape.ts'
import type { RunSettings } from '../runSettings.ts'

export function settingsOf(load: LoadShape, change: Partial<RunSettings> = {}): RunSettings {
  return {
    load,
    warmUpMs: 0,
    gracefulStopMs: 0,
    criteria: [],
    endpoints: [],
    userTypes: [{ name: 'shopper', weight: 1 }],
    tlsVerified: true,
    ...change,
  }
}
