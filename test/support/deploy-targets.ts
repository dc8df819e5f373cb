import type {Sandbox} from '../../src/lib/sandbox/index.ts'

/** Makes what a rotator changes, by the name of the rotator; answers the flags of `deploy` that name it. */
export const deployTargets: Readonly<Record<string, (sandbox: Sandbox) => Promise<readonly string[]>>> = {
  'random-password': () => Promise.resolve([]),
  'iam-access-key': async sandbox => {
    await sandbox.call('iam', 'CreateUser', {UserName: 'svc'})
    return ['--user', 'svc']
  },
  'appsync-api-key': ({accountId, appsync, region}) =>
    Promise.resolve(['--api', appsync.createApi({accountId, region}).apiId]),
}
