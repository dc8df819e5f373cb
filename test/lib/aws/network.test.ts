import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import type {NetworkFacts} from '../../../src/lib/sandbox/services/vpc/setup.ts'
import {connect, type Connected, keysOf} from '../../support/connect.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'

let sandbox: TestSandbox
let aws: Connected
let network: NetworkFacts

beforeAll(async () => {
  sandbox = await startTestSandbox()
  Object.assign(process.env, keysOf(sandbox.credentials))
  aws = connect(sandbox.url)
}, 60_000)
beforeEach(async () => {
  await sandbox.reset()
  network = sandbox.network.addNetwork({accountId: sandbox.accountId, region: 'eu-central-1'})
})
afterAll(() => sandbox.stop())

const sent = () => sandbox.callRecord.entries().filter(({kind, service}) => kind === 'call' && service === 'ec2').length

describe('networks of EC2', () => {
  it('are read as they stand', async () => {
    const [first = ''] = network.subnetIds
    expect(await aws.gateways.network.subnets([first])).toEqual([
      {id: first, vpcId: network.vpcId, zone: 'eu-central-1a', cidr: '10.0.0.0/24'},
    ])
  })

  it('are asked again where EC2 throttles', async () => {
    sandbox.faults.set([{kind: 'throttle', service: 'ec2', operation: 'DescribeSubnets', times: 1}])
    expect(await aws.gateways.network.subnets(network.subnetIds)).toHaveLength(2)
  })

  it('are not changed twice where the outcome is not known', async () => {
    sandbox.faults.set([{kind: 'lost-reply', service: 'ec2', operation: 'CreateSecurityGroup', times: 1}])
    const made = aws.mutations.network.createGroup({name: 'one', description: 'one', vpcId: network.vpcId, tags: {}})
    await expect(made).rejects.toMatchObject({code: 'UNREACHABLE'})
    expect(sent()).toBe(1)
  })

  it('are asked again with the time of EC2 where this clock is wrong', async () => {
    await sandbox.clock.advance(3_600_000)
    expect(await aws.gateways.network.subnets(network.subnetIds)).toHaveLength(2)
  })

  it('are not there, in the words of our own', async () => {
    const asked = aws.gateways.network.subnets(['subnet-0'])
    await expect(asked).rejects.toMatchObject({code: 'NOT_FOUND'})
  })

  it('keep what is no letter of XML', async () => {
    const tags = {'a&b': `<"é'>`}
    await aws.mutations.network.createGroup({name: 'one', description: 'one', vpcId: network.vpcId, tags})
    const [found] = await aws.gateways.network.groupsByTag({name: 'a&b', value: `<"é'>`})
    expect(found?.tags).toEqual(tags)
  })
})
