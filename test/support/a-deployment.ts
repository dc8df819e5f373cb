import type {DeployedSecret, Deployment} from '../../src/lib/deploy/deployment.ts'
import {packagedRotator, packagedRotators} from '../../src/lib/rotators/catalogue.ts'

/** The rotators that can begin with a placeholder, so that a template makes their secret. */
export const placeholderRotators = packagedRotators
  .filter(({kind}) => kind === 'add' || kind === 'rand')
  .map(({name}) => name)

/** The others, whose first value is somebody's. */
export const otherRotators = packagedRotators.map(({name}) => name).filter(name => !placeholderRotators.includes(name))

const OLD = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/old-AbCdEf'
const MASTER = {arn: OLD, tags: {'secrot:master-arn': OLD}}

/** What each packaged rotator rotates, where a test says nothing else. */
const secretOf: Readonly<Record<string, Partial<DeployedSecret>>> = {
  'iam-access-key': {tags: {'secrot:user-name': 'ci'}, targets: {user: 'ci'}},
  'appsync-api-key': {tags: {'secrot:api-id': 'abc'}, targets: {api: 'abc'}},
  ...Object.fromEntries(otherRotators.map(name => [name, name.endsWith('alternating') ? MASTER : {arn: OLD}])),
}

/** A deployment of a packaged rotator with a new secret, which rotates each 30 days. `secrets`: what is said otherwise. */
export function aDeployment(
  rotator: string,
  {
    secrets = [{}],
    ...more
  }: Partial<Omit<Deployment, 'secrets' | 'rotator'>> & {
    readonly secrets?: readonly Partial<DeployedSecret>[]
  } = {},
): Deployment {
  const found = packagedRotator(rotator)
  if (found === undefined) throw new Error(`no rotator ${rotator}`)
  return {
    rotator: found,
    name: 'secrot-one',
    place: {partition: 'aws', accountId: '111122223333', region: 'eu-central-1'},
    variables: {},
    logRetentionDays: 30,
    secrets: secrets.map(secret => ({
      name: 'prod/one',
      tags: {},
      targets: {},
      rules: {automaticallyAfterDays: 30},
      ...secretOf[rotator],
      ...secret,
    })),
    ...more,
  }
}
