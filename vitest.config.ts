import {defineConfig} from 'vitest/config'

// Set by .ci/run, which counts from this file.
const results = process.env['SECROT_TEST_RESULTS']

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    disableConsoleIntercept: true,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    setupFiles: ['test/support/setup.ts'],
    maxWorkers: 2,
    reporters: results === undefined ? ['default'] : ['default', ['json', {outputFile: results}]],
  },
})
