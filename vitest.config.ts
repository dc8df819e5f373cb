import {defineConfig} from 'vitest/config'
import {BaseSequencer, type TestSpecification} from 'vitest/node'

// Set by .ci/run, which counts from this file.
const results = process.env['SECROT_TEST_RESULTS']

/** Simulations first: they compute for minutes, while many of the others wait for processes and terminals. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const weight = ({moduleId}: TestSpecification): number =>
      /test[/\\](?:simulation|cli)[/\\]/.test(moduleId) ? 0 : 1
    return sorted.toSorted((a, b) => weight(a) - weight(b))
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    disableConsoleIntercept: true,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    globalSetup: ['test/support/bundled-child.ts'],
    setupFiles: ['test/support/setup.ts'],
    // One more than the machine has cores: many tests wait for processes and terminals.
    maxWorkers: 3,
    sequence: {sequencer: LongestFirst},
    reporters: results === undefined ? ['default'] : ['default', ['json', {outputFile: results}]],
  },
})
