import type {DeployedSecret, Deployment} from './deployment.ts'
import {settingsOf} from './role-policy.ts'

/** A mail that the function is to send with each rotation of a secret. */
export interface PlannedMail {
  readonly secret: string
  readonly from: string
  /** Absent: nothing says whose address it is, and no mail can go. */
  readonly to?: string
}

/** What the rotator mails: to the address of the tag, else the user at the domain, else the user's name where it is one. */
export function mailsOf({secrets, variables}: Deployment): readonly PlannedMail[] {
  return secrets.flatMap(secret => {
    const {MAIL_FROM: from} = settingsOf(secret, variables)
    if (from === undefined || from === '') return []
    const to = recipientOf(secret, variables)
    return [{secret: secret.name, from, ...(to === undefined ? {} : {to})}]
  })
}

function recipientOf(secret: DeployedSecret, variables: Readonly<Record<string, string>>): string | undefined {
  const {MAIL_TO: to, MAIL_DOMAIN: domain} = settingsOf(secret, variables)
  const path = secret.targets['user'] ?? ''
  const user = path.slice(path.lastIndexOf('/') + 1)
  const address = to || (domain && user !== '' && !user.includes('@') ? `${user}@${domain}` : user)
  return /^[^\s@<>,;:"]+@[^\s@<>,;:"]+$/.test(address) ? address : undefined
}

/** Topics that the function tells of failures. */
export function topicsOf({secrets, variables}: Deployment): readonly string[] {
  const arns = secrets.map(secret => settingsOf(secret, variables)['TOPIC_ARN'] ?? '')
  return [...new Set(arns)].filter(arn => arn !== '')
}
