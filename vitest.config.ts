import { defineConfig } from 'vitest/config'

/** Tests that drive a browser: they want the machine for themselves, so they come last, one file after the other. */
const BROWSER_TESTS = ['test/e2e/**/*.test.ts', 'test/electron/**/*.test.ts', 'src/**/*.browser.test.ts']

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What is awaited comes; on a busy machine not within the second that is given by default.
    expect: { poll: { timeout: 10_000 } },
    // Tests of real time on a machine that others share may be disturbed; what is wrong is wrong three times.
    retry: process.env.CI === undefined ? 0 : 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts'],
          exclude: BROWSER_TESTS,
          // Two cores: real servers and child processes in every file; more workers would only starve them.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'browser', include: BROWSER_TESTS, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
})
