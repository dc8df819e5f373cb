import type {Call} from '../../../kernel.ts'
import type {MemberRules} from '../../../validate.ts'
import {apiArn, pathArn} from '../arns.ts'
import {badRequest} from '../errors.ts'
import {newApiId} from '../ids.ts'
import {appSyncOperation, textOf, type MakeOperation} from '../operation.ts'
import {apiView} from '../views.ts'

const TYPES = ['API_KEY', 'AWS_IAM', 'AMAZON_COGNITO_USER_POOLS', 'OPENID_CONNECT', 'AWS_LAMBDA']

/** Ways of authentication that mean nothing without their configuration. */
const CONFIGURATIONS: Readonly<Record<string, string>> = {
  AMAZON_COGNITO_USER_POOLS: 'userPoolConfig',
  OPENID_CONNECT: 'openIDConnectConfig',
  AWS_LAMBDA: 'lambdaAuthorizerConfig',
}

const rules: MemberRules = {
  name: {type: 'string', required: true},
  authenticationType: {type: 'string', required: true, values: TYPES},
  additionalAuthenticationProviders: {type: 'list'},
  apiType: {type: 'string', values: ['GRAPHQL']},
  visibility: {type: 'string', values: ['GLOBAL', 'PRIVATE']},
  introspectionConfig: {type: 'string', values: ['ENABLED', 'DISABLED']},
  queryDepthLimit: {type: 'number', min: 0, max: 75},
  resolverCountLimit: {type: 'number', min: 0, max: 10_000},
  xrayEnabled: {type: 'boolean'},
  tags: {type: 'map'},
}

/** https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateGraphqlApi.html. There are no merged APIs here. */
export const createGraphqlApi: MakeOperation = ({world, state}) =>
  appSyncOperation({
    name: 'CreateGraphqlApi',
    readOnly: false,
    route: {method: 'POST', path: '/v1/apis'},
    rules,
    on: call => pathArn(call, '/v1/apis'),
    further: call => (call.input['tags'] === undefined ? [] : [tagging(call)]),
    run(call) {
      const {accountId, region} = call
      const {name: _name, authenticationType: _type, ...settings} = call.input
      const api = {
        id: newApiId(() => world.random()),
        accountId,
        region,
        name: textOf(call, 'name'),
        authenticationType: textOf(call, 'authenticationType'),
        settings,
      }
      checkProvider(call.input)
      for (const provider of (settings['additionalAuthenticationProviders'] ?? []) as object[]) {
        checkProvider(provider as Record<string, unknown>)
      }
      state.putApi(api)
      return {graphqlApi: apiView(api, world.url())}
    },
  })

function tagging(call: Call) {
  const resource = apiArn(call, '*')
  return {action: 'appsync:TagResource', resource, resourceAsWritten: resource}
}

function checkProvider(provider: Readonly<Record<string, unknown>>): void {
  const type = String(provider['authenticationType'])
  if (!TYPES.includes(type)) throw badRequest(`There is no authentication type ${type}.`)
  const member = CONFIGURATIONS[type]
  if (member !== undefined && provider[member] === undefined) throw badRequest(`${type} needs ${member}.`)
}
