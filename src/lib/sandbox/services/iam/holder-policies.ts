/** The policies that speak for a user or role: its own, those attached to it, and those of its groups. */
import type {PolicyHolder, Role, User} from './entities.ts'
import {compilePolicy} from './policy/compile.ts'
import type {PolicySet} from './policy/evaluate.ts'
import type {IamState} from './state.ts'

export interface NamedPolicy {
  /** Name of an inline policy or of a managed one. */
  readonly name: string
  /** `SourcePolicyType` of the simulator; `none`: given in the request. */
  readonly kind: 'user' | 'role' | 'group' | 'aws-managed' | 'user-managed' | 'none'
  readonly text: string
}

/** All identity policies, groups' included. */
export function identityPolicies(state: IamState, kind: 'user' | 'role', holder: User | Role): NamedPolicy[] {
  const own = policiesOn(state, kind, holder)
  if (!('groups' in holder)) return own
  return holder.groups.reduce<NamedPolicy[]>((all, name) => {
    const group = state.find('group', holder.accountId, name)
    return group === undefined ? all : [...all, ...policiesOn(state, 'group', group)]
  }, own)
}

/** Text of the default version of a managed policy; undefined when there is no such policy. */
export function managedPolicyText(state: IamState, arn: string): string | undefined {
  const policy = state.policy(arn)
  return policy?.versions.find(version => version.versionId === policy.defaultVersionId)?.document
}

/** Compiled for decisions, without session and resource policies. */
export function compiledPolicies(
  state: IamState,
  kind: 'user' | 'role',
  holder: User | Role,
): Pick<PolicySet, 'identity' | 'boundary'> {
  const boundary = holder.boundaryArn === undefined ? undefined : managedPolicyText(state, holder.boundaryArn)
  return {
    identity: identityPolicies(state, kind, holder).map(({text}) => compilePolicy(text)),
    boundary: boundary === undefined ? undefined : compilePolicy(boundary),
  }
}

/** Its own and those attached to it. */
export function policiesOn(state: IamState, kind: 'user' | 'role' | 'group', holder: PolicyHolder): NamedPolicy[] {
  const inline = Object.entries(holder.inline).map(([name, text]): NamedPolicy => ({name, kind, text}))
  const managed = holder.attached.flatMap((arn): NamedPolicy[] => {
    const text = managedPolicyText(state, arn)
    const owner = arn.startsWith('arn:aws:iam::aws:') ? 'aws-managed' : 'user-managed'
    return text === undefined ? [] : [{name: state.policy(arn)?.name ?? arn, kind: owner, text}]
  })
  return [...inline, ...managed]
}
