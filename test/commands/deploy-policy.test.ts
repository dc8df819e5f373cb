import {afterAll, beforeAll, expect, it} from 'vitest'
import {type DeployBench, startDeployBench} from '../support/deploy-bench.ts'

let bench: DeployBench

beforeAll(async () => {
  bench = await startDeployBench()
})
afterAll(() => bench[Symbol.asyncDispose]())

let made = 0

/** Somebody who may do what `secrot policy` prints for a command, and nothing else. */
async function whoMay(command: string, without = 'nothing') {
  const {accountId, iam, url} = bench.sandbox
  const policy = JSON.parse((await bench.run(['policy', command])).stdout) as object
  const deny = {Version: '2012-10-17', Statement: {Effect: 'Deny', Action: without, Resource: '*'}}
  const policies = {only: policy, ...(without === 'nothing' ? {} : {deny})}
  const credentials = iam.addUser({
    accountId,
    userName: `${command}-without-${without.replace(':', '-')}-${(made += 1)}`,
    policies,
  })
  return {url, credentials}
}

it('deploy and destroy need no more than their own policies say', async () => {
  const deploy = ['deploy', 'random-password', '--secret', 'prod/one', '--log-retention', '30', '--yes']
  const deployed = await bench.run(deploy, {sandbox: await whoMay('deploy')})
  expect([deployed.exitCode, deployed.stderr]).toEqual([0, expect.any(String)])
  const words = ['destroy', 'secrot-random-password', '--logs', '--yes']
  const destroyed = await bench.run(words, {sandbox: await whoMay('destroy')})
  expect([destroyed.exitCode, destroyed.stderr]).toEqual([0, expect.any(String)])
})

it('who may not see the tags of a function is told so (exit 5), not that it is somebody else’s', async () => {
  await bench.run(['deploy', 'random-password', '--secret', 'prod/one', '--yes'])
  for (const words of [
    ['deploy', 'random-password', '--secret', 'prod/one', '--yes'],
    ['destroy', 'secrot-random-password', '--yes'],
  ]) {
    const run = await bench.run(words, {sandbox: await whoMay(words[0]!, 'lambda:ListTags')})
    expect([run.exitCode, run.stderr]).toEqual([5, expect.stringContaining('Not allowed: lambda:ListTags')])
  }
})

it('deploy with a key of its own needs no more than its own policy says, which includes the use of that key', async () => {
  const keyed = (name: string) =>
    `deploy random-password --secret prod/${name} --name ${name} --new-kms-key alias/${name} --yes`.split(' ')
  const deployed = await bench.run(keyed('keyed'), {sandbox: await whoMay('deploy')})
  expect([deployed.exitCode, deployed.stderr]).toEqual([0, expect.any(String)])
  for (const action of ['kms:GenerateDataKey', 'kms:Decrypt'] as const) {
    const name = action.slice('kms:'.length)
    const refused = await bench.run(keyed(name), {sandbox: await whoMay('deploy', action)})
    expect([refused.exitCode, refused.stderr]).toEqual([5, expect.stringContaining('CreateSecret')])
  }
})

it('deploy into a VPC needs no more than its own policy says, which includes what Lambda asks of whoever connects a function', async () => {
  const {accountId, region, network} = bench.sandbox
  const routes = [{to: '0.0.0.0/0', through: 'nat-1'}]
  const {subnetIds, groupId} = network.addNetwork({accountId, region, routes})
  const inside = (name: string) => [
    ...`deploy random-password --secret prod/${name} --name ${name} --security-group ${groupId} --yes`.split(' '),
    ...subnetIds.flatMap(id => ['--subnet', id]),
  ]
  const deployed = await bench.run(inside('inside'), {sandbox: await whoMay('deploy')})
  expect([deployed.exitCode, deployed.stderr]).toEqual([0, expect.any(String)])
  const refused = await bench.run(inside('unseen'), {sandbox: await whoMay('deploy', 'ec2:DescribeVpcs')})
  expect([refused.exitCode, refused.stderr]).toEqual([5, expect.stringContaining('DescribeVpcs')])
})
