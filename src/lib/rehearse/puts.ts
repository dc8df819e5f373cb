import type {Seen, StepResult} from './observation.ts'

/** Calls of an invocation that ask Secrets Manager to store a value, whatever came of them. */
export function putsIn({calls}: StepResult): readonly Seen[] {
  return calls.filter(
    ({service, operation, input}) =>
      service === 'secretsmanager' &&
      (operation === 'PutSecretValue' ||
        operation === 'CreateSecret' ||
        (operation === 'UpdateSecret' && (input['SecretString'] ?? input['SecretBinary']) !== undefined)),
  )
}

/** Labels that such a call asks for. Absent: what the service takes then. */
export function labelsWanted({operation, input}: Seen): readonly string[] {
  const stages = input['VersionStages']
  return operation === 'PutSecretValue' && Array.isArray(stages) ? (stages as readonly string[]) : ['AWSCURRENT']
}
