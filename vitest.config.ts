import {defineConfig, type TestProjectInlineConfiguration} from 'vitest/config'

// Set by .ci/run, which counts from this file.
const results = process.env['SECROT_TEST_RESULTS']

/** Simulations compute for minutes: as many at a time as keep two cores busy. */
const simulations: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'simulation',
    include: ['test/simulation/**/*.test.ts'],
    maxWorkers: 3,
    sequence: {groupOrder: 0},
  },
}

/** Many of the others wait for processes, terminals and AWS's time: more workers than the machine has cores. */
const waiting = {maxWorkers: 6, sequence: {groupOrder: 1}}

/** Each file of these in a process of its own, since they change what a process has one of, or load much once. */
const alone: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'alone',
    include: ['test/**/*.test.ts'],
    exclude: ['test/{simulation,commands,lib,sandbox}/**'],
    ...waiting,
  },
}

/** These leave a process as they found it, and to load secrot costs more than most of them. */
const together: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'together',
    include: ['test/{commands,lib,sandbox}/**/*.test.ts'],
    isolate: false,
    ...waiting,
  },
}

export default defineConfig({
  test: {
    disableConsoleIntercept: true,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    globalSetup: ['test/support/bundled-child.ts'],
    setupFiles: ['test/support/setup.ts'],
    reporters: results === undefined ? ['default'] : ['default', ['json', {outputFile: results}]],
    projects: [simulations, alone, together],
  },
})
