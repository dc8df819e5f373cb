/** What the role of the function may not do, of what the steps need: as IAM decides it, nothing was tried. */
export interface RoleAccess {
  readonly roleName: string
  readonly roleArn: string
  readonly refused: readonly RefusedAction[]
  readonly readAt: number
}

export interface RefusedAction {
  readonly action: string
  /** The secret, or everything where an action knows no resource. */
  readonly resource: string
  /** nobody: no policy allows it · the others forbid it, whatever else allows it. */
  readonly by: 'nobody' | 'a policy' | 'the permissions boundary' | 'the organization'
}

/**
 * The name of the policy that lets a role rotate one secret. The end of the ARN keeps names apart that differ in what a
 * policy's name may not hold (IAM API reference, PutRolePolicy: 128 letters, digits and `_+=,.@-`).
 */
export function rolePolicyName(secretArn: string): string {
  const resource = secretArn.split(':').at(-1) ?? ''
  const [, name = resource, end = ''] = /^(.*)-([A-Za-z0-9]{6})$/.exec(resource) ?? []
  return `secrot-${name.replaceAll(/[^\w+=,.@-]/g, '-').slice(0, 100)}-${end}`
}

/** What the role lacks, on these resources alone. */
export function lackingPolicy({refused}: Pick<RoleAccess, 'refused'>) {
  const Statement = [...Map.groupBy(refused, ({resource}) => resource)].map(([Resource, actions]) => ({
    Effect: 'Allow',
    Action: actions.map(({action}) => action),
    Resource,
  }))
  return {Version: '2012-10-17', Statement}
}
