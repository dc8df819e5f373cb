import {describe, expect, it} from 'vitest'
import {noConfig} from '../../../src/lib/config/config.ts'
import {parseConfig} from '../../../src/lib/config/parse.ts'
import {breachesOf} from '../../support/json-schema.ts'

const entry = {finding: 'rotation-off', secrets: 'prod/legacy/*', until: '2026-12-31', reason: 'moves in January'}
const access =
  'an object with one member, profile (the name of a profile) or role (the name of a role of that account, not its ARN)'
const regions = 'up to 50 regions such as eu-central-1, or all alone'
const period = '1d to 1000d, or 4h to 9999h'
const parsed = (config: unknown) => parseConfig(typeof config === 'string' ? config : JSON.stringify(config))

describe('the configuration', () => {
  it('is read as it was written, and holds for the published schema', () => {
    const probes = [{secrets: 'prod/orders/*', command: '/usr/local/bin/pg-login orders'}]
    const accounts = {'111122223333': {profile: 'prod'}, '444455556666': {role: 'team/operator'}}
    const config = {
      accounts,
      regions: ['eu-central-1', 'us-gov-west-1'],
      probes,
      intervals: [
        {secrets: 'prod/cards/*', rotateEvery: '12h', valueAge: '1000d'},
        {secrets: '*', rotateEvery: '30d'},
      ],
      accepted: [entry, {finding: 'rotation-off', secrets: '*', until: '2028-02-29'}],
    }
    expect(parsed(config)).toEqual({kind: 'config', config})
    expect(breachesOf('config', config)).toEqual([])
  })

  it('may be empty, and may name its schema', () => {
    const config = {$schema: './config.schema.json'}
    expect(parsed(config)).toEqual({kind: 'config', config: noConfig})
    expect(breachesOf('config', config)).toEqual([])
  })

  it.each([
    [{accepts: []}, 'accepts is no member of a configuration'],
    [[], 'the whole is []; allowed: an object'],
    [{accepted: {}}, 'accepted is {}; allowed: a list of up to 1000'],
    [{accounts: {prod: {profile: 'prod'}}}, 'accounts.prod is "prod"; allowed: account ids of 12 digits'],
    [{accounts: {'111122223333': {}}}, `accounts["111122223333"] is {}; allowed: ${access}`],
    [{regions: 'all'}, `regions is "all"; allowed: ${regions}`],
    [{regions: ['all', 'eu-west-1']}, `regions is ["all","eu-west-1"]; allowed: ${regions}`],
    [{regions: ['Frankfurt']}, `regions[0] is "Frankfurt"; allowed: ${regions}`],
    [{accounts: []}, 'accounts is []; allowed: an object'],
    [
      {accounts: {'111122223333': {role: 'arn:aws:iam::1:role/x'}}},
      `accounts["111122223333"] is {"role":"arn:aws:iam::1:role/x"}; allowed: ${access}`,
    ],
    [
      {accounts: {'111122223333': {profile: 'a', role: 'b'}}},
      `accounts["111122223333"] is {"profile":"a","role":"b"}; allowed: ${access}`,
    ],
    [{probes: [{secrets: '*'}]}, 'probes[0].command is missing'],
    [
      {probes: [{secrets: '*', command: ''}]},
      'probes[0].command is ""; allowed: a command as --probe takes it, such as /usr/local/bin/pg-login orders',
    ],
    [
      {intervals: {secrets: '*', rotateEvery: '30d'}},
      'intervals is {"secrets":"*","rotateEvery":"30d"}; allowed: a list of up to 1000',
    ],
    [{interval: []}, 'interval is no member of a configuration'],
    [{intervals: [{secrets: '*'}]}, 'intervals[0].rotateEvery is missing'],
    [
      {intervals: [{secrets: '*', rotateEvery: '30d', maxAge: '90d'}]},
      'intervals[0].maxAge is no member of a configuration',
    ],
    [
      {intervals: [{secrets: '$(id)', rotateEvery: '30d'}]},
      'intervals[0].secrets is "$(id)"; allowed: a name or ARN of secrets, in which * stands for anything',
    ],
    [
      {intervals: [{secrets: '*', rotateEvery: '30d', valueAge: 'never'}]},
      `intervals[0].valueAge is "never"; allowed: ${period}`,
    ],
    [{accepted: [{...entry, until: 'soon'}]}, 'accepted[0].until is "soon"; allowed: a day such as 2026-12-31'],
    [{accepted: [{...entry, until: 20_261_231}]}, 'accepted[0].until is 20261231; allowed: a day such as 2026-12-31'],
    [{accepted: [{...entry, owner: 'me'}]}, 'accepted[0].owner is no member of a configuration'],
    [{accepted: [{secrets: '*', until: '2026-12-31'}]}, 'accepted[0].finding is missing'],
    [
      {accepted: [{...entry, finding: 'Rotation Off'}]},
      'accepted[0].finding is "Rotation Off"; allowed: the id of a check, as secrot doctor --explain all lists them',
    ],
    [
      {accepted: [{...entry, secrets: 'prod/?'}]},
      'accepted[0].secrets is "prod/?"; allowed: a name or ARN of secrets, in which * stands for anything',
    ],
    [
      {accepted: [{...entry, reason: 'a\u001B[31m'}]},
      String.raw`accepted[0].reason is "a\u001b[31m"; allowed: a sentence of up to 200 visible characters`,
    ],
  ])('is refused with place and allowed form: %j', (config, reason) => {
    expect(parsed(config)).toEqual({kind: 'invalid', reason})
    expect(breachesOf('config', config)).not.toEqual([])
  })

  it.each([30, '30', '0d', '1001d', '3h', '1.5d', '-7d', '30 days', '4w', '30d; id', '30d\n'])(
    'takes no interval of %j',
    every => {
      const config = {intervals: [{secrets: '*', rotateEvery: every}]}
      const reason = `intervals[0].rotateEvery is ${JSON.stringify(every)}; allowed: ${period}`
      expect(parsed(config)).toEqual({kind: 'invalid', reason})
      expect(breachesOf('config', config)).not.toEqual([])
    },
  )

  it.each([
    ['no: yaml', 'it is not JSON'],
    ['{"accepted": [], "accepted": []}', 'the member "accepted" stands twice in one object'],
    [
      JSON.stringify({accepted: [{...entry, until: '2026-02-30'}]}),
      'accepted[0].until is "2026-02-30"; allowed: a day such as 2026-12-31',
    ],
    [
      JSON.stringify({intervals: [{secrets: '*', rotateEvery: '30d', valueAge: '29d'}]}),
      'intervals[0] is {"secrets":"*","rotateEvery":"30d","valueAge":"29d"}; allowed: a valueAge that is no shorter than rotateEvery',
    ],
    [
      '{"intervals": [{"secrets": "*", "rotateEvery": "30d", "rotateEvery": "300d"}]}',
      'the member "rotateEvery" stands twice in one object',
    ],
  ])('is refused where a schema could not tell: %s', (text, reason) => {
    expect(parsed(text)).toEqual({kind: 'invalid', reason})
  })
})
