import type {DoctorResult, FindingReport, SecretReport} from '../../operations/doctor-result.ts'
import type {RuleText} from '../../operations/doctor-explain.ts'
import {visible} from '../foreign.ts'
import {toJson} from '../json.ts'

const levels: Readonly<Record<FindingReport['severity'], 'error' | 'warning' | 'note' | 'none'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  none: 'none',
}

/**
 * The findings as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), for code scanning and the like. A secret
 * is a logical location: there is no file.
 */
export function doctorSarif(result: DoctorResult, rules: readonly RuleText[], version: string): string {
  const all = result.secrets.flatMap(secret =>
    (secret.after?.findings ?? secret.findings).map(finding => ({secret, finding})),
  )
  const used = rules.filter(rule => all.some(({finding}) => finding.id === rule.id))
  return toJson({
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {driver: {name: 'secrot', version, rules: used.map(rule => sarifRule(rule))}},
        invocations: [
          {
            executionSuccessful: result.failures.length === 0,
            toolExecutionNotifications: result.failures.map(({subject, code, message}) => ({
              descriptor: {id: code},
              level: 'error',
              message: {text: visible(`${subject}: ${message}`)},
            })),
          },
        ],
        results: all.map(({secret, finding}) => sarifResult(secret, finding, used)),
      },
    ],
  })
}

function sarifRule(rule: RuleText): object {
  return {
    id: rule.id,
    shortDescription: {text: rule.title},
    fullDescription: {text: rule.detects},
    help: {text: rule.repair},
    helpUri: rule.source,
    defaultConfiguration: {level: levels[rule.severity]},
    properties: {severity: rule.severity, group: rule.group},
  }
}

function sarifResult(secret: SecretReport, finding: FindingReport, rules: readonly RuleText[]): object {
  return {
    ruleId: finding.id,
    ruleIndex: rules.findIndex(rule => rule.id === finding.id),
    level: levels[finding.severity],
    message: {text: visible(finding.message)},
    locations: [{logicalLocations: [{fullyQualifiedName: secret.arn, name: secret.name, kind: 'resource'}]}],
    partialFingerprints: {secretAndRule: `${secret.arn}/${finding.id}`},
    ...(finding.accepted === null ? {} : {suppressions: [suppression(finding.accepted)]}),
    properties: {group: finding.group, consumers: secret.consumers, outcome: finding.outcome},
  }
}

/** SARIF's word for what may stay (section 3.35). */
function suppression({until, reason}: NonNullable<FindingReport['accepted']>): object {
  return {
    kind: 'external',
    status: 'accepted',
    justification: visible(`until ${until}${reason === null ? '' : `: ${reason}`}`),
  }
}
