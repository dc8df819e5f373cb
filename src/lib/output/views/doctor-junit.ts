import type {DoctorResult, FindingReport, SecretReport} from '../../operations/doctor-result.ts'
import {attributes, xml} from '../xml.ts'

/**
 * The findings as JUnit XML: one suite a secret, one case a finding, failed when it counts for the exit code. A secret
 * without findings is one case that passed, one that could not be looked at an error.
 */
export function doctorJunit(result: DoctorResult, counts: (finding: FindingReport) => boolean): string {
  const failures = result.failures.map(({subject, code, message}) =>
    failed({arn: subject, name: subject}, code, message),
  )
  const suites = [...result.secrets.map(secret => suite(secret, counts)), ...failures]
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="secrot doctor">',
    ...suites,
    '</testsuites>',
  ].join('\n')
}

function failed(secret: {readonly arn: string; readonly name: string}, code: string, message: string): string {
  const error = `<error ${attributes({type: code, message})}/>`
  return [
    `  <testsuite ${attributes({name: secret.arn, tests: '1', errors: '1'})}>`,
    `    <testcase ${attributes({classname: secret.name, name: 'looked at'})}>${error}</testcase>`,
    '  </testsuite>',
  ].join('\n')
}

function suite(secret: SecretReport, counts: (finding: FindingReport) => boolean): string {
  if (secret.phase === null) return failed(secret, 'UNREADABLE', secret.headline)
  const findings = secret.after?.findings ?? secret.findings
  const failures = findings.filter(finding => counts(finding)).length
  const cases =
    findings.length === 0
      ? [`    <testcase ${attributes({classname: secret.name, name: 'nothing found'})}/>`]
      : findings.map(finding => testCase(secret, finding, counts(finding)))
  const head = attributes({name: secret.arn, tests: String(cases.length), failures: String(failures)})
  return [`  <testsuite ${head}>`, ...cases, '  </testsuite>'].join('\n')
}

function testCase(secret: SecretReport, finding: FindingReport, failed: boolean): string {
  const head = attributes({classname: secret.name, name: finding.id})
  if (!failed) return `    <testcase ${head}><system-out>${xml(finding.message)}</system-out></testcase>`
  const failure = attributes({type: finding.severity, message: finding.title})
  return `    <testcase ${head}><failure ${failure}>${xml(finding.message)}</failure></testcase>`
}
