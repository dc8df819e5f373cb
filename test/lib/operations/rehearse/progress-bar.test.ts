import {expect, it} from 'vitest'
import {progressBar} from '../../../../src/lib/operations/rehearse/progress-bar.ts'

it.each([
  [0, 0, '[--------------------]'],
  [0, 373, '[--------------------]'],
  [94, 373, '[#####---------------]'],
  [372, 373, '[###################-]'],
  [373, 373, '[####################]'],
])('%i of %i scenarios: %s', (done, planned, bar) => {
  expect(progressBar(done, planned)).toBe(bar)
})
