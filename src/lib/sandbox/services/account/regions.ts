/**
 * Regions of a new account in the partition `aws`: some are on from the start, the others wait to be opted into.
 * https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
 */
const ENABLED_BY_DEFAULT = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
]

const OPT_IN = [
  'af-south-1',
  'ap-east-1',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ca-west-1',
  'eu-central-2',
  'eu-south-1',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
  'me-south-1',
]

interface Region {
  readonly RegionName: string
  readonly RegionOptStatus: 'ENABLED_BY_DEFAULT' | 'DISABLED'
}

/** All of them, by name. */
export const REGIONS: readonly Region[] = [
  ...ENABLED_BY_DEFAULT.map(RegionName => ({RegionName, RegionOptStatus: 'ENABLED_BY_DEFAULT' as const})),
  ...OPT_IN.map(RegionName => ({RegionName, RegionOptStatus: 'DISABLED' as const})),
].sort((one, other) => (one.RegionName < other.RegionName ? -1 : 1))
