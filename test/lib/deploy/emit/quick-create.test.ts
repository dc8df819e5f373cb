import {describe, expect, it} from 'vitest'
import {quickCreateLink} from '../../../../src/lib/deploy/emit/quick-create.ts'
import {aDeployment} from '../../../support/a-deployment.ts'

const TEMPLATE = 'https://bucket.s3.eu-central-1.amazonaws.com/a folder/rotation.yaml'

/** What the console reads from a link. */
function parsed(link: string): {readonly url: URL; readonly path: string; readonly query: Record<string, string>} {
  const url = new URL(link)
  const [path = '', query] = url.hash.slice(1).split('?')
  return {url, path, query: Object.fromEntries(new URLSearchParams(query))}
}

describe('the quick-create link', () => {
  it('opens the console of the region on the template, with the parameters of the deployment', () => {
    const deployment = aDeployment('iam-access-key', {
      secrets: [
        {
          name: 'prod/a+b',
          rules: {automaticallyAfterDays: 60, duration: '3h'},
          tags: {'secrot:mail-from': 'a+b@example.com'},
        },
      ],
    })
    const {url, path, query} = parsed(quickCreateLink(deployment, TEMPLATE))
    expect([url.origin, url.pathname, url.search]).toEqual([
      'https://eu-central-1.console.aws.amazon.com',
      '/cloudformation/home',
      '?region=eu-central-1',
    ])
    expect(path).toBe('/stacks/create/review')
    expect(query).toEqual({
      templateURL: TEMPLATE,
      stackName: 'secrot-one',
      param_SecretName: 'prod/a+b',
      param_UserName: 'ci',
      param_KmsKey: 'aws/secretsmanager',
      param_PeriodDays: '60',
      param_Window: '3h',
      param_MailFrom: 'a+b@example.com',
      param_FunctionName: 'secrot-one',
      param_LogRetentionDays: '30',
    })
  })

  it.each([
    ['aws-cn', 'cn-north-1', 'https://cn-north-1.console.amazonaws.cn'],
    ['aws-us-gov', 'us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com'],
  ])('leads to the console of its partition: %s', (partition, region, origin) => {
    const place = {partition, region, accountId: ''}
    expect(parsed(quickCreateLink(aDeployment('random-password', {place}), TEMPLATE)).url.origin).toBe(origin)
  })

  it('names a stack as CloudFormation takes it', () => {
    const {query} = parsed(quickCreateLink(aDeployment('random-password', {name: '1_rotator'}), TEMPLATE))
    expect(query['stackName']).toBe('secrot-1-rotator')
  })

  it.each([
    ['http://bucket.s3.amazonaws.com/t.yaml'],
    ['s3://bucket/t.yaml'],
    ['https://me:word@example.com/t.yaml'],
    ['https://bucket.s3.amazonaws.com/t.yaml?X-Amz-Signature=canary'],
    ['https://bucket.s3.amazonaws.com/t.yaml#canary'],
    ['https://canary.example.com/t.yaml'],
    ['canary'],
  ])('takes no address that lets its reader in, or that is none, and does not repeat it: %s', url => {
    const attempt = () => quickCreateLink(aDeployment('random-password'), url)
    expect(attempt).toThrow('--template-url wants the https:// address')
    expect(attempt).not.toThrow(url)
  })

  it('is refused where it would be too long to arrive, and for a partition without such a console', () => {
    const secrets = Array.from({length: 50}, (_none, index) => ({name: `prod/secret/of/the/team/${index}`}))
    expect(() => quickCreateLink(aDeployment('random-password', {secrets}), TEMPLATE)).toThrow('2000')
    const place = {partition: 'aws-iso', region: 'us-iso-east-1', accountId: ''}
    expect(() => quickCreateLink(aDeployment('random-password', {place}), TEMPLATE)).toThrow('aws-iso')
  })
})
