import type {Rule} from '../rule.ts'

export const environmentReady: Rule = {
  id: 'environment-ready',
  severity: 'none',
  title: 'Who asks, where, and how far the clocks are apart',
  topic: 'environment',
  group: 'posture',
  fixClasses: ['none'],
  tier: 'A',
  detects: 'A state: account, region, identity and clock skew, shown before any repair.',
  repair: 'None.',
  source: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html',
  check: facts => {
    const {account, region, callerArn, clockSkewMs} = facts.environment
    const skew = clockSkewMs === undefined ? '' : `, clock ${clockSkewMs} ms off`
    return [{message: `Account ${account}, region ${region}, as ${callerArn}${skew}.`}]
  },
}
