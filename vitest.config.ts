import {defineConfig, type TestProjectInlineConfiguration} from 'vitest/config'
import {BaseSequencer, type TestSpecification} from 'vitest/node'

// Set by .ci/run, which counts from this file.
const results = process.env['SECROT_TEST_RESULTS']

/** Files that take a minute or more, most of it waiting: first, so that nothing waits for them in the end. */
const LONG = /(?:corpus\/corpus|docs-walk|databases\/rehearsal|deployed-story|deploy-many-role|doctor-iam)\.test\.ts$/

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const rank = ({moduleId}: TestSpecification): number => (LONG.test(moduleId) ? 0 : 1)
    return sorted.toSorted((a, b) => rank(a) - rank(b))
  }
}

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

/** Each file of these in a process of its own, since they change what a process has one of, or load much once. */
const alone: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'alone',
    include: ['test/**/*.test.ts'],
    exclude: ['test/{simulation,commands,lib,sandbox}/**'],
    maxWorkers: 5,
    sequence: {groupOrder: 1},
  },
}

/**
 * These leave a process as they found it, and to load secrot costs more than most of them. Many wait for AWS's time, hence
 * more workers than the machine has cores.
 */
const together: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'together',
    include: ['test/{commands,lib,sandbox}/**/*.test.ts'],
    isolate: false,
    maxWorkers: 8,
    sequence: {groupOrder: 2},
  },
}

export default defineConfig({
  test: {
    disableConsoleIntercept: true,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    globalSetup: ['test/support/bundled-child.ts'],
    setupFiles: ['test/support/setup.ts'],
    sequence: {sequencer: LongestFirst},
    reporters: results === undefined ? ['default'] : ['default', ['json', {outputFile: results}]],
    projects: [simulations, alone, together],
  },
})
