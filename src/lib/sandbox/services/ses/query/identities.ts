import type {OperationDefinition} from '../../../kernel.ts'
import {pageOf} from '../../../pagination.ts'
import {textOf, textsOf} from '../../iam/input.ts'
import {isAddress, isDomain} from '../addresses.ts'
import {ofQuery} from '../errors.ts'
import type {Ses} from '../operation.ts'
import {queryOperation} from './operation.ts'

/** Identities in the words of the first API. They wait until somebody verifies them. */
export function identityOperations({world, state}: Ses): readonly OperationDefinition[] {
  return [
    queryOperation({
      name: 'VerifyEmailIdentity',
      rules: {EmailAddress: {required: true}},
      run(call) {
        const address = textOf(call.input, 'EmailAddress')
        // Own text.
        if (!isAddress(address)) throw ofQuery.invalid(`Invalid email address<${address}>.`)
        state.ask(call, address)
        return {}
      },
    }),
    queryOperation({
      name: 'VerifyDomainIdentity',
      rules: {Domain: {required: true}},
      run(call) {
        const domain = textOf(call.input, 'Domain')
        // Own text.
        if (!isDomain(domain)) throw ofQuery.invalid(`Invalid domain name ${domain}.`)
        return {VerificationToken: state.ask(call, domain).token}
      },
    }),
    queryOperation({
      name: 'GetIdentityVerificationAttributes',
      rules: {Identities: {type: 'list', required: true}},
      run: call => ({
        VerificationAttributes: new Map(
          textsOf(call.input, 'Identities').flatMap(asked => {
            const identity = state.identity(call, asked)
            if (identity === undefined) return []
            const token = identity.name.includes('@') ? {} : {VerificationToken: identity.token}
            return [[asked, {VerificationStatus: identity.verified ? 'Success' : 'Pending', ...token}] as const]
          }),
        ),
      }),
    }),
    queryOperation({
      name: 'ListIdentities',
      rules: {
        IdentityType: {values: ['EmailAddress', 'Domain']},
        MaxItems: {type: 'number', min: 1, max: 1000},
      },
      run(call) {
        const type = textOf(call.input, 'IdentityType')
        const names = state
          .identities(call)
          .map(({name}) => name)
          .filter(name => type === '' || (type === 'EmailAddress') === name.includes('@'))
        const {items, nextToken} = pageOf(call, world, names, {
          tokenMember: 'NextToken',
          limitMember: 'MaxItems',
          defaultLimit: 100,
          positionOf: name => name,
          invalidToken: () => ofQuery.invalid('The NextToken is not valid.'),
        })
        return {Identities: items, NextToken: nextToken}
      },
    }),
    queryOperation({
      name: 'DeleteIdentity',
      rules: {Identity: {required: true}},
      run(call) {
        state.delete(call, textOf(call.input, 'Identity'))
        return {}
      },
    }),
  ]
}
