import {ServiceError, type Call, type OperationDefinition, type World} from '../../kernel.ts'
import {pageOf} from '../../pagination.ts'
import {validateInput} from '../../validate.ts'
import {REGIONS} from './regions.ts'

const rules = {
  AccountId: {type: 'string', pattern: String.raw`\d{12}`},
  MaxResults: {type: 'number', min: 1, max: 50},
  NextToken: {type: 'string', min: 0, max: 1000},
  RegionOptStatusContains: {type: 'list'},
} as const

/** https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html, for the caller's own account. */
export const listRegions = (world: World): OperationDefinition => ({
  name: 'ListRegions',
  readOnly: true,
  route: {method: 'POST', path: '/listRegions'},
  authorize(call) {
    const resource = `arn:aws:account::${call.accountId}:account`
    return [{action: 'account:ListRegions', resource, resourceAsWritten: resource}]
  },
  run(call) {
    validateInput(call.input, rules)
    // Own text: another account's can be asked for through an organization, which the sandbox does not have.
    if (call.input['AccountId'] !== undefined) throw new ServiceError('AccessDeniedException', 'No organization.', 403)
    const {items, nextToken} = pageOf(call, world, REGIONS.filter(wanted(call)), {
      tokenMember: 'NextToken',
      limitMember: 'MaxResults',
      defaultLimit: 50,
      positionOf: ({RegionName}) => RegionName,
      invalidToken: () => new ServiceError('ValidationException', 'The NextToken is not valid.'),
    })
    return {Regions: items, ...(nextToken === undefined ? {} : {NextToken: nextToken})}
  },
})

function wanted({input}: Call): (region: (typeof REGIONS)[number]) => boolean {
  const statuses = input['RegionOptStatusContains']
  return ({RegionOptStatus}) => !Array.isArray(statuses) || statuses.length === 0 || statuses.includes(RegionOptStatus)
}
