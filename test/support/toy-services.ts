import {
  RestAnswer,
  ServiceError,
  type OperationDefinition,
  type Service,
  type ServiceDefinition,
} from '../../src/lib/sandbox/kernel.ts'

/**
 * Services as small as can be, under the names of real ones, so that real SDK clients can be pointed at the wire alone.
 * Each keeps the inputs it was given.
 */
export interface ToyService extends Service {
  readonly inputs: Record<string, unknown>[]
}

/** `answer` gets the input and gives the output or throws. */
export function toyService(
  definition: Omit<ServiceDefinition, 'operations' | 'eventSource' | 'messageKey'>,
  operations: Record<string, Partial<OperationDefinition> & {answer: (input: Record<string, unknown>) => unknown}>,
): ToyService {
  const inputs: Record<string, unknown>[] = []
  return {
    inputs,
    definition: {
      ...definition,
      eventSource: `${definition.id}.amazonaws.com`,
      messageKey: () => (definition.id === 'secretsmanager' ? 'Message' : 'message'),
      operations: Object.fromEntries(
        Object.entries(operations).map(([name, {answer, ...rest}]) => [
          name,
          {
            name,
            readOnly: true,
            authorize: () => [{action: `${definition.id}:${name}`, resource: '*'}],
            run({input}) {
              inputs.push(input)
              return answer(input)
            },
            ...rest,
          },
        ]),
      ),
    },
    snapshot: () => undefined,
    restore() {},
  }
}

export const toySecrets = (): ToyService =>
  toyService(
    {id: 'secretsmanager', protocol: 'json-1.1', targetPrefix: 'secretsmanager'},
    {
      ListSecrets: {answer: () => ({SecretList: [], NextToken: undefined})},
      GetSecretValue: {
        answer(input) {
          if (input['SecretId'] === 'missing') {
            throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
          }
          return {Name: input['SecretId'], SecretBinary: 'Zm9vdGVzdA==', CreatedDate: 1_523_477_145.729}
        },
      },
    },
  )

export const toyLambda = (): ToyService =>
  toyService(
    {id: 'lambda', protocol: 'rest-json'},
    {
      Invoke: {
        route: {
          method: 'POST',
          path: '/2015-03-31/functions/{FunctionName}/invocations',
          headers: {'x-amz-invocation-type': 'InvocationType'},
          payload: 'Payload',
        },
        answer: ({Payload}) => new RestAnswer(200, {'x-amz-executed-version': '$LATEST'}, Payload as string),
      },
      ListFunctions: {
        route: {method: 'GET', path: '/2015-03-31/functions'},
        answer: () => ({Functions: []}),
      },
      GetPolicy: {
        route: {method: 'GET', path: '/2015-03-31/functions/{FunctionName}/policy'},
        answer() {
          const message = 'The resource you requested does not exist.'
          throw new ServiceError('ResourceNotFoundException', message, 404, {Type: 'User'})
        },
      },
    },
  )

export const toyIam = (): ToyService =>
  toyService(
    {
      id: 'iam',
      protocol: 'query',
      version: '2010-05-08',
      xmlns: 'https://iam.amazonaws.com/doc/2010-05-08/',
    },
    {
      CreateUser: {
        answer: ({UserName, Tags}) => ({
          User: {UserName, Path: '/', UserId: 'AIDAX', Arn: 'arn:x', CreateDate: '2025-11-25T02:43:05Z', Tags},
        }),
      },
      DeleteUser: {
        answer(input) {
          if (input['UserName'] === 'there') return undefined
          throw new ServiceError(
            'NoSuchEntity',
            `The user with name ${String(input['UserName'])} cannot be found.`,
            404,
          )
        },
      },
    },
  )
