import {describe, expect, it} from 'vitest'
import {scopeFlagsOf, type Shell} from '../../../src/lib/cli/scope-flags.ts'

const here = {region: 'eu-central-1'}
const settings = {
  region: 'eu-central-1',
  regionWithoutAwsRegion: 'eu-central-1',
  endpointFromEnvironment: false,
  serviceEndpoints: {},
}
const shell: Shell = {settings, allowInsecureEndpoint: false}
const both = (...words: readonly string[]) => ({secrot: words, aws: words})

describe('the flags of a printed command', () => {
  it('are none where the shell leads to the same place', () => {
    expect(scopeFlagsOf(here, shell)).toEqual(both())
  })

  it('name a region that is not that of the shell', () => {
    expect(scopeFlagsOf({region: 'us-east-1'}, shell)).toEqual(both('--region', 'us-east-1'))
  })

  it('name the region to aws alone where only AWS_REGION does, which AWS CLI 1 does not read', () => {
    const {regionWithoutAwsRegion: _, ...onlyAwsRegion} = settings
    for (const said of [onlyAwsRegion, {...settings, regionWithoutAwsRegion: 'us-east-1'}]) {
      const flags = scopeFlagsOf(here, {...shell, settings: said})
      expect(flags).toEqual({secrot: [], aws: ['--region', 'eu-central-1']})
    }
  })

  it('name a profile that is not AWS_PROFILE; the region only where its configuration says another', () => {
    const asOps = {...shell, profileOfRun: 'ops'}
    expect(scopeFlagsOf({...here, profile: 'ops'}, asOps)).toEqual(both('--profile', 'ops'))
    expect(scopeFlagsOf({...here, profile: 'ops'}, {...asOps, profile: 'ops'})).toEqual(both())
    expect(scopeFlagsOf({...here, profile: 'audit'}, asOps)).toEqual(
      both('--profile', 'audit', '--region', 'eu-central-1'),
    )
  })

  it('name an endpoint that was typed, unless the shell has the very same for every service', () => {
    const endpointUrl = 'http://127.0.0.1:4566'
    const typed = {...shell, endpointUrl}
    const scope = {...here, endpointUrl}
    expect(scopeFlagsOf(scope, typed)).toEqual(both('--endpoint-url', endpointUrl))
    expect(scopeFlagsOf(scope, {...typed, settings: {...settings, endpointUrl}})).toEqual(both())
    const parted = {...settings, endpointUrl, serviceEndpoints: {lambda: 'http://127.0.0.1:1'}}
    expect(scopeFlagsOf(scope, {...typed, settings: parted})).toEqual(both('--endpoint-url', endpointUrl))
    expect(scopeFlagsOf(scope, {...shell, settings: {...settings, endpointUrl}})).toEqual(both())
  })

  it('allow secrot an endpoint in clear text that was allowed', () => {
    const endpointUrl = 'http://aws.example.org'
    const flags = scopeFlagsOf(here, {...shell, endpointUrl, allowInsecureEndpoint: true})
    expect(flags.secrot).toEqual(['--endpoint-url', endpointUrl, '--allow-insecure-endpoint'])
    expect(flags.aws).toEqual(['--endpoint-url', endpointUrl])
  })
})
