import type {SecretDescription} from '../rotation/secret.ts'
import type {AwsCall} from './plan.ts'

/** Who owns a secret that rotates without a function, in words; undefined: nobody but its account does. */
export function ownerOf({owningService, type}: SecretDescription): string | undefined {
  if (owningService !== undefined) return owningService
  return type === undefined ? undefined : `managed external secrets (${type})`
}

/**
 * What changes the value in place of a rotation by a function. Only the owning service may; where it offers managed
 * rotation, RotateSecret without a function starts one (user guide, service-linked-secrets and rotate-secrets_managed;
 * managed external secrets alike).
 */
export function owningServiceCommand(description: SecretDescription): string | AwsCall {
  const {owningService, rotationEnabled, arn} = description
  if (owningService === 'rds') return masterPassword(description)
  if (owningService === 'events') return connection(description)
  if (owningService === undefined || owningService === 'redshift' || rotationEnabled === true)
    return {service: 'secretsmanager', operation: 'RotateSecret', input: {SecretId: arn}}
  return `change it through the console or the API of ${owningService}`
}

/** `rds!cluster-…` and `rds!db-…` hold resource ids; what the database is called only RDS knows (API, MasterUserSecret). */
function masterPassword({name, arn}: SecretDescription): AwsCall {
  const [kind, list] = name.startsWith('rds!cluster')
    ? (['Cluster', 'DBClusters'] as const)
    : (['Instance', 'DBInstances'] as const)
  const identifier = `DB${kind}Identifier`
  const lookUp = {
    service: 'rds',
    operation: `Describe${list}`,
    query: `${list}[?MasterUserSecret.SecretArn==\`${arn}\`].${identifier}`,
  }
  return {
    service: 'rds',
    operation: `ModifyDB${kind}`,
    input: {[identifier]: {lookUp}, RotateMasterUserPassword: true, ApplyImmediately: true},
  }
}

/** `events!connection/NAME/ID`: EventBridge stores the credentials of a connection, which only its owner has. */
function connection({name}: SecretDescription): AwsCall {
  const [, connectionName = 'NAME'] = name.split('/')
  return {
    service: 'events',
    operation: 'UpdateConnection',
    input: {Name: connectionName, AuthParameters: 'file://new-credentials.json'},
  }
}
