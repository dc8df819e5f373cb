import type {Sandbox} from '../../src/lib/sandbox/index.ts'

/** Makes what a rotator changes, by the name of the rotator; answers the flags of `deploy` that name it. */
export const deployTargets: Readonly<Record<string, (sandbox: Sandbox) => readonly string[]>> = {
  'random-password': () => [],
  'iam-access-key': ({accountId, iam}) => {
    iam.addUser({accountId, userName: 'svc', policies: {}})
    return ['--user', 'svc']
  },
  'appsync-api-key': ({accountId, appsync, region}) => ['--api', appsync.createApi({accountId, region}).apiId],
}
