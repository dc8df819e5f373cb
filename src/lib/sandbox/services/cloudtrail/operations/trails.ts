import {ServiceError, type Call, type OperationDefinition} from '../../../kernel.ts'
import {validateInput} from '../../../validate.ts'
import type {Trail} from '../trail.ts'
import type {TrailEntity} from '../trail-list.ts'

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html */
export function describeTrails({list}: Trail): OperationDefinition {
  return {
    name: 'DescribeTrails',
    readOnly: true,
    authorize: () => [{action: 'cloudtrail:DescribeTrails', resource: '*'}],
    run(call) {
      validateInput(call.input, {trailNameList: {type: 'list'}, includeShadowTrails: {type: 'boolean'}})
      const names = (call.input['trailNameList'] ?? []) as readonly string[]
      const shadows = call.input['includeShadowTrails'] !== false
      const trails = list
        .of(call.accountId, call.region)
        .filter(trail => shadows || trail.region === call.region)
        .filter(({name, arn}) => names.length === 0 || names.includes(name) || names.includes(arn))
      return {trailList: trails.map(shown)}
    },
  }
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html */
export function getTrailStatus({list}: Trail): OperationDefinition {
  return {
    name: 'GetTrailStatus',
    readOnly: true,
    authorize(call) {
      validateInput(call.input, {Name: {type: 'string', required: true}})
      const resource = nameOf(call)
      return [{action: 'cloudtrail:GetTrailStatus', resource, resourceAsWritten: resource}]
    },
    run(call) {
      const wanted = nameOf(call)
      // Another region's trail is found by its ARN alone.
      const found = list
        .of(call.accountId, call.region)
        .find(({arn, name, region}) => arn === wanted || (name === wanted && region === call.region))
      if (found === undefined) throw noSuchTrail(wanted, call)
      return {IsLogging: found.logging}
    },
  }
}

function nameOf({input}: Call): string {
  return String(input['Name'])
}

function noSuchTrail(name: string, {accountId}: Call): ServiceError {
  return new ServiceError('TrailNotFoundException', `Unknown trail: ${name} for the user: ${accountId}`)
}

function shown({
  name,
  arn,
  region,
  multiRegion,
  managementEvents,
}: Omit<TrailEntity, 'managementEvents'> & Partial<TrailEntity>): Record<string, unknown> {
  return {
    Name: name,
    S3BucketName: `trail-${name}`,
    IncludeGlobalServiceEvents: true,
    IsMultiRegionTrail: multiRegion,
    HomeRegion: region,
    TrailARN: arn,
    LogFileValidationEnabled: false,
    HasCustomEventSelectors: managementEvents === false,
    HasInsightSelectors: false,
    IsOrganizationTrail: false,
  }
}
