import {describe, expect, it} from 'vitest'
import {
  allowsWanted,
  readStatements,
  type WantedPermission,
} from '../../../src/lib/doctor/readings/invoke-statements.ts'

const account = '111122223333'
const functionArn = `arn:aws:lambda:eu-central-1:${account}:function:rotate`
const secretArn = `arn:aws:secretsmanager:eu-central-1:${account}:secret:prod/api-AbCdEf`
const forAccount: WantedPermission = {functionArn, account}
const forSecret: WantedPermission = {...forAccount, secretArn}

const allow = (members: object = {}): object => ({
  Sid: 's',
  Effect: 'Allow',
  Principal: {Service: 'secretsmanager.amazonaws.com'},
  Action: 'lambda:InvokeFunction',
  Resource: functionArn,
  ...members,
})
const of = (SourceAccount: unknown, SourceArn?: unknown): object => ({
  Condition: {
    ...(SourceAccount === undefined ? {} : {StringEquals: {'AWS:SourceAccount': SourceAccount}}),
    ...(SourceArn === undefined ? {} : {ArnLike: {'AWS:SourceArn': SourceArn}}),
  },
})
const everySecret = `arn:aws:secretsmanager:eu-central-1:${account}:secret:*`

describe('a statement, read for all secrets of an account, is', () => {
  it.each<[string, object]>([
    ['exact', allow(of(account))],
    ['exact', allow(of(account, everySecret))],
    ['exact', allow(of(undefined, `${everySecret}-??????`))],
    ['wider', allow()],
    ['wider', allow(of([account, '999988887777']))],
    ['wider', allow({...of(account), Action: 'lambda:*'})],
    ['wider', allow(of(undefined, 'arn:aws:secretsmanager:*:*:secret:*'))],
    ['narrower', allow(of(account, secretArn))],
    ['narrower', allow(of(undefined, `arn:aws:secretsmanager:eu-central-1:${account}:secret:prod/*`))],
    ['public', allow({Principal: '*'})],
    ['public', allow({Principal: {AWS: '*'}, ...of(account)})],
    ['denies', allow({Effect: 'Deny'})],
    ['elsewhere', allow({Effect: 'Deny', ...of('999988887777')})],
    ['elsewhere', allow(of('999988887777'))],
    ['elsewhere', allow(of(undefined, 'arn:aws:secretsmanager:eu-central-1:999988887777:secret:x'))],
    ['unknown', allow({Condition: {StringEquals: {'aws:PrincipalOrgID': 'o-1234567890'}}})],
    ['unknown', {...allow(), NotAction: 'lambda:GetFunction'}],
    ['other', allow({Principal: {Service: 's3.amazonaws.com'}})],
    ['other', allow({Action: 'lambda:GetFunction'})],
  ])('%s: %j', (relation, statement) => {
    expect(readStatements([statement], forAccount).map(one => one.relation)).toEqual([relation])
  })
})

describe('a statement, read for one secret, is', () => {
  it.each<[string, object]>([
    ['exact', allow(of(account, secretArn))],
    ['exact', allow(of(undefined, secretArn))],
    ['wider', allow(of(account))],
    ['wider', allow(of(account, everySecret))],
    ['wider', allow(of(account, [secretArn, `${secretArn}2`]))],
    ['wider', allow()],
    ['elsewhere', allow(of(account, `${secretArn}2`))],
    ['elsewhere', allow(of('999988887777', secretArn))],
    ['denies', allow({Effect: 'Deny', ...of(undefined, secretArn)})],
  ])('%s: %j', (relation, statement) => {
    expect(readStatements([statement], forSecret).map(one => one.relation)).toEqual([relation])
  })
})

describe('a whole policy', () => {
  it('has one exact statement; the others like it are duplicates', () => {
    const read = readStatements([allow(), allow(of(account)), allow(of(account))], forAccount)
    expect(read.map(({relation}) => relation)).toEqual(['wider', 'exact', 'duplicate'])
  })

  it('allows nothing that one statement denies', () => {
    expect(allowsWanted([allow(of(account))], forAccount)).toBe(true)
    expect(allowsWanted([allow(of(account)), allow({Effect: 'Deny'})], forAccount)).toBe(false)
  })

  it('names no statement by an id that AWS would not take back', () => {
    const ids = ['their-1.a_B', 'a b', '\u001B[2J', ''].map(Sid => readStatements([allow({Sid})], forAccount)[0]?.id)
    expect(ids).toEqual(['their-1.a_B', undefined, undefined, undefined])
  })

  it('is read whatever stands in it', () => {
    expect(readStatements([null, 'x', {}, {Sid: 7}], forAccount).map(({relation}) => relation)).toEqual(
      Array.from({length: 4}, () => 'other'),
    )
  })
})
