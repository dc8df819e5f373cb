import type {OperationDefinition} from '../../../kernel.ts'
import type {Iam} from '../../iam/index.ts'
import {validationError} from '../../iam/errors.ts'
import {validateQuery} from '../../iam/input.ts'

const rules = {AccessKeyId: {required: true, min: 16, max: 128, pattern: '[\\w]*'}}

/** Which account a key belongs to; AWS reads it from the id itself, the sandbox knows only its own keys. */
export function getAccessKeyInfo({state}: Iam): OperationDefinition {
  return {
    name: 'GetAccessKeyInfo',
    readOnly: true,
    authorize: () => [{action: 'sts:GetAccessKeyInfo', resource: '*'}],
    run({input}) {
      const {AccessKeyId: id} = validateQuery(input, rules)
      const found = state.key(String(id)) ?? state.session(String(id))
      if (found === undefined) throw validationError('The specified value for accessKeyId is invalid.')
      return {Account: found.accountId}
    },
  }
}
