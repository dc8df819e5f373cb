import type {SecretDescription} from '../rotation/secret.ts'
import type {Advice} from './rule.ts'

/**
 * What the owning service does in place of a rotation by a function; the ids of services stand in the user guide,
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/service-linked-secrets.html.
 */
export function owningServiceCommand(description: SecretDescription): Advice {
  const name = nameInSecret(description.name)
  switch (description.owningService) {
    case 'rds':
      return {
        service: 'rds',
        operation: name.startsWith('cluster') ? 'ModifyDBCluster' : 'ModifyDBInstance',
        input: {
          [name.startsWith('cluster') ? 'DBClusterIdentifier' : 'DBInstanceIdentifier']: 'IDENTIFIER',
          RotateMasterUserPassword: true,
          ApplyImmediately: true,
        },
      }
    case 'redshift':
      return {
        service: 'redshift',
        operation: 'ModifyCluster',
        input: {ClusterIdentifier: 'IDENTIFIER', ManageMasterPassword: true},
      }
    case undefined:
      return {service: 'secretsmanager', operation: 'RotateSecret', input: {SecretId: description.arn}}
    default:
      return `change it in the console or API of ${description.owningService}`
  }
}

/** `rds!cluster-4f1c` → `cluster-4f1c`. */
function nameInSecret(name: string): string {
  return name.slice(name.indexOf('!') + 1)
}
