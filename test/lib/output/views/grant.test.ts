import {describe, expect, it} from 'vitest'
import type {StatementReading} from '../../../../src/lib/doctor/readings/invoke-statements.ts'
import type {GrantResult} from '../../../../src/lib/operations/grant-result.ts'
import {themeFor} from '../../../../src/lib/output/theme.ts'
import {grantView} from '../../../../src/lib/output/views/grant.ts'

const account = '111122223333'
const functionArn = `arn:aws:lambda:eu-central-1:${account}:function:rotate`
const theme = themeFor({isTTY: true, env: {NO_COLOR: '1', LANG: 'C.UTF-8'}})
const screen = (columns: number) => ({columns, tty: true, theme, local: false, now: 0})

const statement = (members: Partial<StatementReading>): StatementReading => ({
  relation: 'exact',
  effect: 'Allow',
  principals: ['secretsmanager.amazonaws.com'],
  actions: ['lambda:InvokeFunction'],
  conditions: [{operator: 'StringEquals', key: 'AWS:SourceAccount', values: [account]}],
  ...members,
})

const configuration = {
  arn: functionArn,
  name: 'api-rotation',
  timeoutMs: 30_000,
  environmentNames: [],
  logGroup: '/aws/lambda/api-rotation',
  logFormat: 'Text',
  inVpc: false,
  layerArns: [],
} as const

const listed = (...statements: readonly StatementReading[]): GrantResult => ({
  place: {
    target: {arn: functionArn, scope: {region: 'eu-central-1'}, ownAccount: account, configuration},
    wanted: {functionArn, account},
  },
  outcome: 'listed',
  policy: {statements, allowed: true},
  changes: [],
})

const two = listed(
  statement({id: 'secrot-0123456789abcdef'}),
  statement({relation: 'public', principals: ['*'], conditions: []}),
)

describe('the statements of a policy', () => {
  it('stand in a table where there is room', () => {
    expect(grantView(two, screen(140))).toBe(`\
✔ Secrets Manager of account ${account} may invoke ${functionArn}

STATEMENT                IS      SAYS
secrot-0123456789abcdef  exact   Allow secretsmanager.amazonaws.com: lambda:InvokeFunction, if AWS:SourceAccount StringEquals 111122223333
–                        public  Allow anybody: lambda:InvokeFunction`)
  })

  it('break between words at 80 columns', () => {
    const lines = grantView(two, screen(80)).split('\n')
    expect(lines).toEqual([
      '✔ Secrets Manager of account 111122223333 may invoke',
      '  arn:aws:lambda:eu-central-1:111122223333:function:rotate',
      '',
      'STATEMENT                IS      SAYS',
      'secrot-0123456789abcdef  exact   Allow secretsmanager.amazonaws.com:',
      '                                 lambda:InvokeFunction, if AWS:SourceAccount',
      '                                 StringEquals 111122223333',
      '–                        public  Allow anybody: lambda:InvokeFunction',
    ])
  })

  it('are key: value lines under 60 columns', () => {
    expect(grantView(two, screen(50)).split('\n')).toContain('is: public')
  })

  it('show control characters of strangers as visible escapes', () => {
    const hostile = listed(statement({conditions: [{operator: 'StringLike', key: 'a\u001B[2J', values: ['b\n::c']}]}))
    expect(grantView(hostile, screen(140))).toContain(String.raw`if a\x1b[2J StringLike b\n::c`)
  })
})
