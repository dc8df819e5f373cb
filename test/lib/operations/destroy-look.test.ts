import {expect, it} from 'vitest'
import type {Gateways} from '../../../src/lib/aws/gateways.ts'
import {lookToDestroy} from '../../../src/lib/operations/destroy-look.ts'
import {startDeployBench} from '../../support/deploy-bench.ts'
import {connect, withEnv} from '../../support/connect.ts'
import {fakeContext} from '../../support/fake-context.ts'
import {sandboxEnv} from '../../support/run-secrot.ts'

/** The list of secrets lags by up to five minutes: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html */
async function* nothingListedYet(): AsyncIterable<readonly never[]> {}

it('a secret that the list does not show yet is known by the permission of the function', async () => {
  await using bench = await startDeployBench()
  const {accountId, region, url} = bench.sandbox
  await bench.run(['deploy', 'random-password', '--secret', 'prod/session', '--yes'])
  await withEnv(sandboxEnv(bench.sandbox), async () => {
    const {gateways} = connect(url)
    const lagging: Gateways = {...gateways, secrets: {...gateways.secrets, list: nothingListedYet}}
    const context = fakeContext({gateways: lagging})
    const place = {partition: 'aws', accountId, region}
    const about = {context, place, name: 'secrot-random-password', logs: false, scope: {region, endpointUrl: url}}
    const {secrets, removals} = await lookToDestroy(about)
    expect(secrets.map(({name}) => name)).toEqual(['prod/session'])
    expect(removals[1]).toEqual({kind: 'rotation', secret: 'prod/session'})
  })
})
