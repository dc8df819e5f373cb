import type {Authorization, Call, World} from '../../kernel.ts'
import {invalidParameter} from './errors.ts'

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

/** Throws when Lambda could not work as the role: it does not exist or does not trust Lambda. */
export function checkRole(world: World, role: string): void {
  if (world.identities.serviceMayAssume(role, 'lambda.amazonaws.com')) return
  throw invalidParameter('The role defined for the function cannot be assumed by Lambda.')
}
