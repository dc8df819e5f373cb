import type {Authorization, Call} from '../../kernel.ts'

/** Who gives a function a role must be allowed to pass it on to Lambda. */
export function passRole(call: Call): readonly Authorization[] {
  const {Role: role} = call.input
  if (typeof role !== 'string') return []
  return [
    {
      action: 'iam:PassRole',
      resource: role,
      resourceAsWritten: role,
      conditions: {'iam:passedtoservice': 'lambda.amazonaws.com'},
    },
  ]
}
