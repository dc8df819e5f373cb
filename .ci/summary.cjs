'use strict'
// The last lines of .ci/run, from the result file of the tests and the number of other steps that failed.
const {readFileSync} = require('node:fs')

const [path, failedSteps] = process.argv.slice(2)
let passed = 0
let failed = Number(failedSteps)
try {
  const {testResults} = JSON.parse(readFileSync(path, 'utf8'))
  const tests = testResults.flatMap(file => file.assertionResults)
  const broken = testResults.filter(file => file.status === 'failed' && file.assertionResults.length === 0)
  const red = tests.filter(test => test.status === 'failed')
  passed = tests.filter(test => test.status === 'passed').length
  // A test that was skipped tells that this machine lacks something (the AWS CLI, boto3): the check is not whole.
  const skipped = tests.filter(test => test.status !== 'passed' && test.status !== 'failed')
  for (const test of skipped) console.log(`skipped: ${test.fullName}`)
  for (const test of red) console.log(`failed: ${test.fullName}`)
  for (const file of broken) console.log(`failed: ${file.name}`)
  failed += red.length + broken.length + skipped.length
} catch (error) {
  console.log(`no result of the tests: ${error.message}`)
  failed += 1
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1
