/** AWS's words for a refused call: aws-behaviour.md section 1.6. */
import type {Authorization, Principal} from '../../../kernel.ts'
import type {Decision, PolicyType} from './evaluate.ts'

const explicitTail: Readonly<Record<PolicyType, string>> = {
  'identity-based': 'an identity-based policy',
  'resource-based': 'a resource-based policy',
  boundary: 'a permissions boundary',
  session: 'a session policy',
}

const implicitTail: Readonly<Record<PolicyType, string>> = {
  'identity-based': 'identity-based policy',
  'resource-based': 'resource-based policy',
  boundary: 'permissions boundary',
  session: 'session policy',
}

/** `User: … is not authorized to perform: … on resource: … because no identity-based policy allows the … action`. */
export function denialText(
  principal: Principal,
  question: Authorization,
  decision: Extract<Decision, {allowed: false}>,
): string {
  // SES has words of its own: https://repost.aws/knowledge-center/amazon-ses-send-email-unauthorized-error.
  if (question.action.startsWith('ses:Send')) {
    return `User \`${principal.arn}' is not authorized to perform \`${question.action}' on resource \`${question.resource}'`
  }
  const on = question.resourceAsWritten === undefined ? '' : ` on resource: ${question.resourceAsWritten}`
  const sentence = `User: ${principal.arn} is not authorized to perform: ${question.action}${on}`
  // STS ends here (aws-behaviour.md section 6.2): it does not tell a stranger which policy of the role is missing.
  if (question.action === 'sts:AssumeRole') return sentence
  if (decision.explicit) return `${sentence} with an explicit deny in ${explicitTail[decision.by]}`
  return `${sentence} because no ${implicitTail[decision.by]} allows the ${question.action} action`
}
