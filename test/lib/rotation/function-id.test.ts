import {describe, expect, it} from 'vitest'
import {parseFunctionId} from '../../../src/lib/rotation/function-id.ts'

const account = '111122223333'

describe('FUNCTION', () => {
  it.each([
    ['rotate', {name: 'rotate'}],
    ['rotate:live', {name: 'rotate', qualifier: 'live'}],
    ['rotate:7', {name: 'rotate', qualifier: '7'}],
    [`${account}:function:rotate`, {accountId: account, name: 'rotate'}],
    [
      `arn:aws:lambda:eu-central-1:${account}:function:rotate:live`,
      {accountId: account, name: 'rotate', qualifier: 'live', region: 'eu-central-1'},
    ],
    [
      `arn:aws-us-gov:lambda:us-gov-west-1:${account}:function:rotate`,
      {accountId: account, name: 'rotate', region: 'us-gov-west-1'},
    ],
  ])('%s is read in its parts', (text, parts) => {
    expect(parseFunctionId(text)).toEqual({kind: 'function', ...parts})
  })

  it.each([
    '',
    'a b',
    'rotate:',
    'rotate:$LATEST',
    'rotate:a:b',
    `arn:aws:secretsmanager:eu-central-1:${account}:secret:x`,
    'arn:aws:lambda:eu-central-1:function:rotate',
    'x'.repeat(65),
  ])('"%s" is malformed', text => {
    expect(parseFunctionId(text)).toMatchObject({kind: 'malformed'})
  })
})
