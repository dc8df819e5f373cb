import type {DeployedSecret, Deployment} from '../../src/lib/deploy/deployment.ts'
import {packagedRotator} from '../../src/lib/rotators/catalogue.ts'

/** What each packaged rotator rotates, where a test says nothing else. */
const secretOf: Readonly<Record<string, Partial<DeployedSecret>>> = {
  'iam-access-key': {tags: {'secrot:user-name': 'ci'}, targets: {user: 'ci'}},
  'appsync-api-key': {tags: {'secrot:api-id': 'abc'}, targets: {api: 'abc'}},
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
