import {expect, it} from 'vitest'
import {consoleLink, readCommand} from '../../../../src/lib/rotators/notices/where.ts'

it.each([
  ['aws', 'eu-central-1', 'https://eu-central-1.console.aws.amazon.com'],
  ['aws-cn', 'cn-north-1', 'https://console.amazonaws.cn'],
  ['aws-us-gov', 'us-gov-west-1', 'https://console.amazonaws-us-gov.com'],
])('the console of %s is in the region of the secret', (partition, region, host) => {
  const arn = `arn:${partition}:secretsmanager:${region}:111122223333:secret:team/a+b-AbCdEf`
  expect(consoleLink({arn, name: 'team/a+b'})).toBe(`${host}/secretsmanager/secret?name=team%2Fa%2Bb&region=${region}`)
})

it('the command that reads a secret is quoted for the shell', () => {
  expect(readCommand("arn:aws:secretsmanager:eu-central-1:111122223333:secret:it's")).toContain(
    String.raw`--region eu-central-1 --secret-id 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:it'\''s' --query`,
  )
})
