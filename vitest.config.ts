import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores: real servers and child processes in every file; more workers would only starve them.
    maxWorkers: 2,
    // Tests of real time on a machine that others share may be disturbed; what is wrong is wrong three times.
    retry: process.env.CI === undefined ? 0 : 2,
  },
})
