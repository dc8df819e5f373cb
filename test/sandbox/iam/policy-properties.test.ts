import * as fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {compilePattern} from '../../../src/lib/sandbox/services/iam/policy/pattern.ts'
import {allow, aRoleSession, aUser, decide, deny, elsewhere, home, policy, type Statement} from './policy-support.ts'

const actions = fc.constantFrom(
  '*',
  'secretsmanager:*',
  'secretsmanager:Get*',
  'secretsmanager:PutSecretValue',
  'iam:*',
)
const resources = fc.constantFrom('*', 'arn:aws:secretsmanager:*', '*:secret:prod/*', '*:secret:dev/*')
const conditions = fc.constantFrom<object>(
  {},
  {Condition: {StringEquals: {'aws:PrincipalAccount': home}}},
  {Condition: {StringNotEquals: {'aws:PrincipalAccount': home}}},
  {Condition: {Null: {'aws:username': 'true'}}},
)
const principals = fc.constantFrom<object>(
  {Principal: '*'},
  {Principal: {AWS: home}},
  {Principal: {AWS: [aUser().arn, aRoleSession().roleArn]}},
  {Principal: {Service: 'secretsmanager.amazonaws.com'}},
)
const effect = fc.constantFrom(allow, deny)
const statement = fc
  .tuple(effect, actions, resources, conditions)
  .map(([make, action, resource, condition]) => make(action, resource, condition))
const grant = fc.tuple(statement, principals).map(([plain, principal]) => ({...plain, ...principal}))
const list = fc.array(statement, {maxLength: 4})
const situation = fc.record(
  {
    principal: fc.constantFrom(aUser(), aRoleSession()),
    question: fc.constantFrom({}, {resourceAccountId: elsewhere}, {action: 'iam:GetUser'}),
    statements: list,
    boundary: list,
    session: list,
    resource: fc.array(grant, {maxLength: 3}),
    resourceDecides: fc.boolean(),
  },
  {requiredKeys: ['principal', 'question', 'statements']},
)
type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never

const text = (statements: readonly Statement[] | undefined) => statements && policy(...statements)
function ask(given: Situation): boolean {
  const {principal, question, resourceDecides = false} = given
  return decide({
    principal,
    question,
    resourceDecides,
    identity: [policy(...given.statements)],
    ...(given.boundary && {boundary: policy(...given.boundary)}),
    ...(given.session && {session: [policy(...given.session)]}),
    ...(given.resource && {resource: text(given.resource) ?? ''}),
  }).allowed
}

describe('every decision', () => {
  it('is a refusal once a deny for everything is added, wherever it stands', () => {
    fc.assert(
      fc.property(situation, fc.constantFrom('statements', 'boundary', 'session'), (given, where) => {
        expect(ask({...given, [where]: [...(given[where as 'statements'] ?? []), deny('*')]})).toBe(false)
      }),
    )
  })

  it('never turns to a refusal by one more allow, nor to an allow by one more deny', () => {
    fc.assert(
      fc.property(situation, statement, (given, extra) => {
        const after = ask({...given, statements: [...given.statements, extra]})
        if (extra.Effect === 'Allow') expect(after || !ask(given)).toBe(true)
        else expect(!after || ask(given)).toBe(true)
      }),
    )
  })

  it('does not depend on the order of statements', () => {
    fc.assert(
      fc.property(situation, given => {
        expect(ask({...given, statements: [...given.statements].reverse()})).toBe(ask(given))
      }),
    )
  })

  it('is never widened by a boundary or a session policy', () => {
    fc.assert(
      fc.property(situation, given => {
        const {boundary: _boundary, session: _session, ...free} = given
        expect(!ask(given) || ask(free)).toBe(true)
      }),
    )
  })

  it('is an allow only if some policy allows', () => {
    fc.assert(
      fc.property(situation, given => {
        const all = [...given.statements, ...(given.resource ?? [])]
        expect(!ask(given) || all.some(each => each.Effect === 'Allow')).toBe(true)
      }),
    )
  })
})

describe('wildcards', () => {
  const letters = fc.string({unit: fc.constantFrom('a', 'b', '*', '?', '.'), maxLength: 12})
  it('match as the regular expression they stand for', () => {
    fc.assert(
      fc.property(letters, fc.string({unit: fc.constantFrom('a', 'b', '.'), maxLength: 12}), (pattern, value) => {
        const source = pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.')
        const matched = compilePattern(pattern, {variables: true})(value, () => undefined)
        expect(matched).toBe(new RegExp(`^${source}$`, 's').test(value))
      }),
      {numRuns: 2000},
    )
  })

  it('cannot be made slow by a hostile policy', () => {
    const matches = compilePattern(`${'*a'.repeat(200)}b`, {variables: true})
    const started = performance.now()
    expect(matches('a'.repeat(20_000), () => undefined)).toBe(false)
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
