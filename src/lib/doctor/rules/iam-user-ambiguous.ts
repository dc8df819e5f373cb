import {valueOf} from '../facts.ts'
import type {Rule} from '../rule.ts'

export const iamUserAmbiguous: Rule = {
  id: 'iam-user-ambiguous',
  severity: 'critical',
  title: 'The access key in AWSCURRENT is not one of the user that the value names',
  topic: 'iam-keys',
  group: 'condition',
  fixClasses: ['advice'],
  tier: 'A',
  detects: 'A rotation would make and end keys of somebody else than the one whose key consumers use.',
  repair: 'Put the right user into the value, before anything rotates.',
  source: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html',
  check: facts => {
    const keys = valueOf(facts.keys)
    const {current} = facts
    const id = current?.accessKeyId
    // A key that IAM takes exists: if the user does not list it, it is somebody else's.
    if (keys === undefined || id === undefined || valueOf(current!.auth) !== 'yes') return []
    if (keys.keys.some(key => key.accessKeyId === id)) return []
    return [
      {
        message: `…${id.slice(-4)}, the key in AWSCURRENT, works, and ${keys.userName} has no such key.`,
        blocks: true,
        isCause: true,
        resource: `user ${keys.userName}`,
        advice: ['whose it is tells:', {service: 'iam', operation: 'GetAccessKeyLastUsed', input: {AccessKeyId: id}}],
      },
    ]
  },
}
