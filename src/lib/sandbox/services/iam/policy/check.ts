/** What IAM asks of a policy before it stores it, beyond being a policy at all; each text is IAM's MalformedPolicyDocument. */
import {isConditionOperator} from './conditions.ts'
import {parsePolicy, PolicySyntaxError, type PolicyDocument, type Statement} from './document.ts'

/** Checks a policy of a user, role or group, or a managed one. Throws PolicySyntaxError. */
export function checkIdentityPolicy(text: string): void {
  const document = checkCommon(text)
  if (document.version !== '2012-10-17') {
    throw new PolicySyntaxError('Policy document must be version 2012-10-17 or greater.')
  }
  for (const statement of document.statements) {
    if (statement.principals !== undefined)
      throw new PolicySyntaxError('Policy document should not specify a principal.')
    if (statement.resources === undefined || statement.resources.items.length === 0) {
      throw new PolicySyntaxError('Policy statement must contain resources.')
    }
    for (const resource of statement.resources.items) checkResource(resource)
  }
}

/** Checks a role's trust policy. Throws PolicySyntaxError. */
export function checkTrustPolicy(text: string): void {
  for (const statement of checkCommon(text).statements) {
    if (statement.principals === undefined) throw new PolicySyntaxError('Missing required field Principal')
    if (statement.resources !== undefined) throw new PolicySyntaxError('Has prohibited field Resource')
    for (const action of statement.actions?.items ?? []) {
      if (!/^(\*|sts:.*)$/i.test(action)) {
        throw new PolicySyntaxError('AssumeRole policy may only specify STS AssumeRole actions.')
      }
    }
  }
}

/** ARNs under `AWS` in a policy's Principal elements; IAM refuses those of users and roles that do not exist. */
export function namedPrincipals(text: string): readonly string[] {
  return parsePolicy(text).statements.flatMap(statement => statement.principals?.items['AWS'] ?? [])
}

function checkCommon(text: string): PolicyDocument {
  const document = parsePolicy(text)
  if (document.statements.length === 0) throw new PolicySyntaxError('Syntax errors in policy.')
  const sids = document.statements.flatMap(({sid}) => (sid === undefined ? [] : [sid]))
  if (new Set(sids).size < sids.length) {
    throw new PolicySyntaxError('Statement IDs (SID) in a single policy must be unique.')
  }
  for (const statement of document.statements) checkActionsAndConditions(statement)
  return document
}

function checkActionsAndConditions(statement: Statement): void {
  const actions = statement.actions?.items ?? []
  if (actions.length === 0) throw new PolicySyntaxError('Policy statement must contain actions.')
  for (const action of actions) {
    if (action !== '*' && !/^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$/.test(action)) {
      throw new PolicySyntaxError('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.')
    }
  }
  if (!statement.conditions.every(condition => isConditionOperator(condition.operator))) {
    throw new PolicySyntaxError('Syntax errors in policy.')
  }
}

function checkResource(resource: string): void {
  if (/^\**$/.test(resource)) return
  if (!resource.startsWith('arn:') || resource.split(':').length < 6) {
    // `arn:*` and the like end in a wildcard that stands for the parts that follow.
    if (resource.startsWith('arn:') && resource.endsWith('*')) return
    throw new PolicySyntaxError(`Resource ${resource} must be in ARN format or "*".`)
  }
}

/** A policy text's size as IAM counts it: white space is free. */
export function policySize(text: string): number {
  return text.replaceAll(/\s/g, '').length
}
