import {describe, expect, it} from 'vitest'
import {allow, aRoleSession, aUser, decide, home, policy, secretArn} from './policy-support.ts'

type Given = Readonly<Record<string, string | readonly string[]>>

const holds = (condition: unknown, conditions: Given = {}, now = 0): boolean =>
  decide({identity: [policy(allow('*', '*', {Condition: condition}))], question: {conditions}, now}).allowed

const team = (value: string | readonly string[]): Given => ({'aws:resourcetag/team': value})
const key = 'aws:ResourceTag/team'

describe('condition operators', () => {
  it.each<[string, unknown, Given, boolean]>([
    ['StringEquals, equal', {StringEquals: {[key]: 'ops'}}, team('ops'), true],
    ['StringEquals, one of several', {StringEquals: {[key]: ['dev', 'ops']}}, team('ops'), true],
    ['StringEquals keeps case', {StringEquals: {[key]: 'Ops'}}, team('ops'), false],
    ['StringEquals takes no wildcard', {StringEquals: {[key]: 'o*'}}, team('ops'), false],
    ['StringEquals, key absent', {StringEquals: {[key]: 'ops'}}, {}, false],
    ['StringEqualsIfExists, key absent', {StringEqualsIfExists: {[key]: 'ops'}}, {}, true],
    ['StringEqualsIfExists, other value', {StringEqualsIfExists: {[key]: 'ops'}}, team('dev'), false],
    ['StringEqualsIgnoreCase', {StringEqualsIgnoreCase: {[key]: 'OPS'}}, team('ops'), true],
    ['StringNotEquals, other', {StringNotEquals: {[key]: ['dev', 'ops']}}, team('web'), true],
    ['StringNotEquals, one of them', {StringNotEquals: {[key]: ['dev', 'ops']}}, team('ops'), false],
    ['StringNotEquals, key absent', {StringNotEquals: {[key]: 'ops'}}, {}, true],
    ['StringNotEqualsIgnoreCase', {StringNotEqualsIgnoreCase: {[key]: 'OPS'}}, team('ops'), false],
    ['StringLike', {StringLike: {[key]: 'o?s*'}}, team('ops-eu'), true],
    ['StringNotLike', {StringNotLike: {[key]: 'o*'}}, team('ops'), false],
    ['keys ignore case', {StringEquals: {'AWS:resourcetag/TEAM': 'ops'}}, team('ops'), true],
    ['all keys must fit', {StringEquals: {[key]: 'ops', 'aws:SourceIp': '10.0.0.1'}}, team('ops'), false],
    ['Bool', {Bool: {'aws:SecureTransport': true}}, {}, true],
    ['Bool, other', {Bool: {'aws:SecureTransport': 'false'}}, {}, false],
    ['Null true, absent', {Null: {[key]: 'true'}}, {}, true],
    ['Null true, present', {Null: {[key]: 'true'}}, team('ops'), false],
    ['Null false, present', {Null: {[key]: 'false'}}, team('ops'), true],
    ['NumericEquals', {NumericEquals: {'aws:n': '7'}}, {'aws:n': '7.0'}, true],
    ['NumericNotEquals', {NumericNotEquals: {'aws:n': '7'}}, {'aws:n': '7'}, false],
    ['NumericLessThan', {NumericLessThan: {'aws:n': 7}}, {'aws:n': '6'}, true],
    ['NumericLessThan, equal', {NumericLessThan: {'aws:n': 7}}, {'aws:n': '7'}, false],
    ['NumericLessThanEquals', {NumericLessThanEquals: {'aws:n': 7}}, {'aws:n': '7'}, true],
    ['NumericGreaterThan', {NumericGreaterThan: {'aws:n': 7}}, {'aws:n': '10'}, true],
    ['NumericGreaterThanEquals', {NumericGreaterThanEquals: {'aws:n': 7}}, {'aws:n': '6'}, false],
    ['numbers must be numbers', {NumericLessThan: {'aws:n': 7}}, {'aws:n': 'six'}, false],
    ['IpAddress', {IpAddress: {'aws:SourceIp': ['10.0.0.0/8', '2001:db8::/32']}}, {'aws:sourceip': '10.9.8.7'}, true],
    ['IpAddress, v6', {IpAddress: {'aws:SourceIp': '2001:db8::/32'}}, {'aws:sourceip': '2001:db8::1'}, true],
    ['IpAddress, single', {IpAddress: {'aws:SourceIp': '10.0.0.1'}}, {'aws:sourceip': '10.0.0.2'}, false],
    ['NotIpAddress', {NotIpAddress: {'aws:SourceIp': '10.0.0.0/8'}}, {'aws:sourceip': '192.0.2.1'}, true],
    ['ForAnyValue', {'ForAnyValue:StringEquals': {[key]: ['a', 'b']}}, team(['x', 'b']), true],
    ['ForAnyValue, none', {'ForAnyValue:StringEquals': {[key]: ['a', 'b']}}, team(['x', 'y']), false],
    ['ForAnyValue, absent', {'ForAnyValue:StringNotEquals': {[key]: 'a'}}, {}, false],
    ['ForAllValues', {'ForAllValues:StringEquals': {[key]: ['a', 'b']}}, team(['b', 'a']), true],
    ['ForAllValues, one outside', {'ForAllValues:StringEquals': {[key]: ['a', 'b']}}, team(['b', 'x']), false],
    ['ForAllValues, absent', {'ForAllValues:StringLike': {[key]: 'a*'}}, {}, true],
    ['an unknown operator never holds', {StringIsh: {[key]: 'ops'}}, team('ops'), false],
  ])('%s', (_name, condition, given, expected) => {
    expect(holds(condition, given)).toBe(expected)
  })

  it('compares each part of an ARN on its own', () => {
    const source = {'aws:sourcearn': secretArn}
    expect(holds({ArnLike: {'aws:SourceArn': 'arn:aws:secretsmanager:*:*:secret:prod/*'}}, source)).toBe(true)
    expect(holds({ArnEquals: {'aws:SourceArn': 'arn:aws:secretsmanager:*:*:secret:prod/*'}}, source)).toBe(true)
    expect(holds({ArnLike: {'aws:SourceArn': 'arn:aws:secretsmanager:*:secret:prod/*'}}, source)).toBe(false)
    expect(holds({ArnNotLike: {'aws:SourceArn': 'arn:aws:s3:*:*:*'}}, source)).toBe(true)
    expect(holds({StringLike: {'aws:SourceArn': 'arn:aws:secretsmanager:*:secret:prod/*'}}, source)).toBe(true)
  })

  it('compares dates with the time of the request', () => {
    const noon = Date.UTC(2026, 10, 22, 12)
    const before = {DateLessThan: {'aws:CurrentTime': '2026-11-22T13:00:00Z'}}
    expect(holds(before, {}, noon)).toBe(true)
    expect(holds(before, {}, noon + 3_600_000)).toBe(false)
    expect(holds({DateGreaterThanEquals: {'aws:EpochTime': String(noon / 1000)}}, {}, noon)).toBe(true)
  })
})

describe('the account of a resource', () => {
  const own = {StringEquals: {'aws:ResourceAccount': home}}
  const ask = (question: object) => decide({identity: [policy(allow('*', '*', {Condition: own}))], question}).allowed

  it('is the caller’s own unless the resource is another’s, and no account where there is no resource', () => {
    expect(ask({})).toBe(true)
    expect(ask({resourceAccountId: home})).toBe(true)
    expect(ask({resource: '*'})).toBe(false)
  })
})

describe('policy variables', () => {
  const own = 'arn:aws:iam::*:user/${aws:username}'
  const ask = (resource: string, pattern: string, extra: object = {}) =>
    decide({identity: [policy(allow('*', pattern))], question: {resource}, ...extra}).allowed

  it('stand for values of the request', () => {
    expect(ask(aUser('ana').arn, own)).toBe(true)
    expect(ask(aUser('bo').arn, own)).toBe(false)
    expect(ask(`x:${home}`, 'x:${aws:PrincipalAccount}')).toBe(true)
    expect(ask('team/ops', 'team/${aws:PrincipalTag/team}', {tags: [{Key: 'Team', Value: 'ops'}]})).toBe(true)
  })

  it('match nothing without a value, or their default', () => {
    expect(ask(aUser().arn, own, {principal: aRoleSession()})).toBe(false)
    expect(ask('team/', 'team/${aws:PrincipalTag/team}')).toBe(false)
    expect(ask('team/none', "team/${aws:PrincipalTag/team, 'none'}")).toBe(true)
  })

  it('are never wildcards themselves', () => {
    expect(ask('team/ops', 'team/${aws:PrincipalTag/team}', {tags: [{Key: 'team', Value: '*'}]})).toBe(false)
    expect(ask('a*', 'a${*}')).toBe(true)
    expect(ask('ab', 'a${*}')).toBe(false)
  })

  it('are plain text in policies of 2008', () => {
    const old = JSON.stringify({Version: '2008-10-17', Statement: [allow('*', own)]})
    expect(decide({identity: [old], question: {resource: aUser('ana').arn}}).allowed).toBe(false)
  })

  it('work in conditions, where a key may name an ARN', () => {
    const condition = {ArnLike: {'aws:SourceArn': 'arn:aws:iam::*:user/${aws:username}'}}
    expect(holds(condition, {'aws:sourcearn': aUser('ana').arn})).toBe(true)
    expect(holds(condition, {'aws:sourcearn': aUser('bo').arn})).toBe(false)
  })
})
