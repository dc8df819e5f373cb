import {CreateAccessKeyCommand} from '@aws-sdk/client-iam'
import {describe, expect, it} from 'vitest'
import {create} from '../../../../src/lib/rotators/iam-access-key/create.ts'
import {Budget} from '../../../../src/lib/rotators/budget.ts'
import {ARN, aValue, refused as lost} from '../support/a-context.ts'
import {stillClock} from '../support/still-clock.ts'
import {anIam, aRotation, HOUR_MS, valueOf} from './support/an-iam.ts'

const CURRENT = {id: 'AKIACUR', madeAt: -1e9}
const PREVIOUS = {id: 'AKIAPREV', madeAt: -2e9}
const retired = [
  'UpdateAccessKey AKIAPREV Inactive',
  'GetCallerIdentity',
  'DeleteAccessKey AKIAPREV',
  'CreateAccessKey',
]

describe('a new access key', () => {
  it('stands beside the current one, and the value changes in nothing else', async () => {
    const iam = anIam({keys: [CURRENT]})
    const proposal = await create(aRotation(iam))
    expect(JSON.parse(proposal!.value.open())).toEqual({
      username: 'svc',
      accessKeyId: 'AKIANEW',
      secretAccessKey: 'secret-of-new',
      note: 'stays',
    })
    expect(iam.calls).toEqual(['CreateAccessKey'])
  })

  it('is made once the user is claimed, and what was there before is noted', async () => {
    const iam = anIam({keys: [CURRENT]})
    await create(aRotation(iam))
    expect(iam.tags).toEqual({'secrot:secret': ARN, 'secrot:begun': 'new 0-900000 =AKIACUR'})
  })

  it('is noted with the end of the invocation, since none can come from it later', async () => {
    const iam = anIam({keys: [CURRENT]})
    const clock = new Budget(stillClock(), {getRemainingTimeInMillis: () => 60_000})
    await create({...aRotation(iam), clock})
    expect(iam.tags['secrot:begun']).toBe('new 0-58500 =AKIACUR')
  })

  it('is no longer noted when IAM has made none for certain', async () => {
    const iam = anIam({keys: [CURRENT], refused: {CreateAccessKey: 'AccessDenied'}})
    await expect(create(aRotation(iam))).rejects.toThrow('CreateAccessKey failed: AccessDenied')
    expect(iam.tags).toEqual({'secrot:secret': ARN, 'secrot:begun': ''})
  })

  it('that was made for nothing is told as that, whether or not the note could be taken back', async () => {
    const refused: Record<string, string> = {CreateAccessKey: 'AccessDenied'}
    const before = {CreateAccessKey: () => void (refused['TagUser'] = 'ThrottlingException')}
    const context = aRotation(anIam({keys: [CURRENT], refused, before}))
    await expect(create(context)).rejects.toThrow('CreateAccessKey failed: AccessDenied')
    expect(context.log.lines).toEqual(['warn: the note of a key that was not made stays'])
  })

  it('stays noted when another invocation of this step may have taken the room for it', async () => {
    const iam = anIam({keys: [CURRENT], refused: {CreateAccessKey: 'LimitExceededException'}})
    await expect(create(aRotation(iam))).rejects.toThrow('CreateAccessKey failed: LimitExceededException')
    expect(iam.tags['secrot:begun']).toBe('new 0-900000 =AKIACUR')
  })

  it('stays noted when nobody can tell whether it was made', async () => {
    const iam = anIam({keys: [CURRENT]})
    const send = (command: {readonly input: object}) => {
      if (command instanceof CreateAccessKeyCommand) throw lost('ECONNRESET')
      return iam.send(command)
    }
    await expect(create(aRotation(iam, {send}))).rejects.toThrow('ECONNRESET')
    expect(iam.tags['secrot:begun']).toBe('new 0-900000 =AKIACUR')
  })

  it('is taken back, disabled first, when it cannot be stored', async () => {
    const iam = anIam({keys: [CURRENT]})
    const proposal = await create(aRotation(iam))
    await proposal!.discard!()
    expect(iam.calls).toEqual(['CreateAccessKey', 'UpdateAccessKey AKIANEW Inactive', 'DeleteAccessKey AKIANEW'])
  })

  it('that cannot be stored stays disabled when it cannot be deleted', async () => {
    const iam = anIam({keys: [CURRENT], refused: {DeleteAccessKey: 'AccessDenied'}})
    const proposal = await create(aRotation(iam))
    await expect(proposal!.discard!()).rejects.toThrow('DeleteAccessKey failed: AccessDenied')
    expect(iam.calls.slice(1)).toEqual(['UpdateAccessKey AKIANEW Inactive', 'DeleteAccessKey AKIANEW'])
  })

  it('that cannot be stored is not enabled when it cannot be disabled', async () => {
    const iam = anIam({keys: [CURRENT], refused: {UpdateAccessKey: 'AccessDenied'}})
    const proposal = await create(aRotation(iam))
    await expect(proposal!.discard!()).rejects.toThrow('UpdateAccessKey failed: AccessDenied')
    expect(iam.calls.slice(1)).toEqual(['UpdateAccessKey AKIANEW Inactive'])
  })

  it('is not made for a user that another secret claims', async () => {
    const iam = anIam({keys: [CURRENT], tags: {'secrot:secret': 'arn:of:another'}})
    await expect(create(aRotation(iam))).rejects.toThrow(
      'another secret rotates the keys of user svc: its tag secrot:secret is arn:of:another',
    )
    expect(iam.calls).toEqual([])
  })

  it('is not made again when this rotation has stored one', async () => {
    const iam = anIam({keys: [CURRENT], tags: {'secrot:secret': ARN, 'secrot:begun': 'new 0-60000 AKIACUR'}})
    expect(await create(aRotation(iam, {values: {new: valueOf('AKIAOTHER')}}))).toBe(undefined)
    expect(iam.calls).toEqual([])
  })

  it('of another invocation counts when that has taken the room and stored it', async () => {
    const values: Record<string, string> = {}
    const before = {CreateAccessKey: () => void (values['new'] = valueOf('AKIAOTHER'))}
    const iam = anIam({keys: [CURRENT], refused: {CreateAccessKey: 'LimitExceededException'}, before})
    const context = aRotation(iam)
    const stored = {
      ...context,
      valueOf: async (id: string) => (values[id] === undefined ? undefined : context.current()),
    }
    expect(await create(stored)).toBe(undefined)
    await expect(create(context)).rejects.toThrow('CreateAccessKey failed: LimitExceededException')
  })

  it('that an earlier attempt of the same call made is ended', async () => {
    const before = {CreateAccessKey: (keys: {id: string}[]) => void keys.push({id: 'AKIATWIN'})}
    const iam = anIam({keys: [CURRENT], before, attempts: 2})
    expect((await create(aRotation(iam)))?.value.open()).toContain('AKIANEW')
    expect(iam.calls.slice(1)).toEqual(['UpdateAccessKey AKIATWIN Inactive', 'DeleteAccessKey AKIATWIN'])
  })
})

describe('the key of AWSPREVIOUS', () => {
  it('is disabled, the current one is seen to work, and it is deleted', async () => {
    const iam = anIam({keys: [PREVIOUS, CURRENT]})
    await create(aRotation(iam))
    expect(iam.calls).toEqual(retired)
  })

  it('may have been used in its overlap', async () => {
    const usedAt = -30 * 24 * HOUR_MS + 23 * HOUR_MS
    const iam = anIam({keys: [{...PREVIOUS, usedAt}, CURRENT]})
    await create(aRotation(iam))
    expect(iam.calls).toEqual(retired)
  })

  it.each([
    ['within its overlap', {replacedHoursAgo: 23}, {}, 'its overlap lasts until 1970-01-01T01:00Z'],
    ['until uses after its overlap would be known', {replacedHoursAgo: 27}, {}, 'are known at 1970-01-01T01:00Z only'],
    [
      'while it is used',
      {},
      {usedAt: -HOUR_MS},
      'still in use, last at 1969-12-31T23:00Z for s3 in eu-west-1; CloudTrail saw ListBuckets',
    ],
    ['for a longer overlap', {env: {OVERLAP_HOURS: '721'}}, {}, 'its overlap lasts until 1970-01-01T01:00Z'],
    ['where nobody knows since when', {storedAt: undefined}, {}, 'its overlap lasts until nobody knows when'],
  ] as const)('is left alone, and no other is made, %s', async (_, given, use, reason) => {
    const iam = anIam({keys: [{...PREVIOUS, ...use}, CURRENT]})
    await expect(create(aRotation(iam, given))).rejects.toThrow(
      new RegExp(`^user svc has no room for another access key; AKIAPREV: AWSPREVIOUS holds it, and .*${reason}`),
    )
    expect(iam.calls).toEqual([])
  })

  it('works again when the current one turns out not to', async () => {
    const iam = anIam({keys: [PREVIOUS, CURRENT], caller: () => 'arn:aws:iam::111122223333:user/other'})
    await expect(create(aRotation(iam))).rejects.toThrow('the access key of AWSCURRENT does not work for user svc')
    expect(iam.calls).toEqual([
      'UpdateAccessKey AKIAPREV Inactive',
      'GetCallerIdentity',
      'UpdateAccessKey AKIAPREV Active',
    ])
  })

  it('stays disabled, for the next attempt, when nobody needs it and it cannot be deleted', async () => {
    const iam = anIam({keys: [PREVIOUS, CURRENT], refused: {DeleteAccessKey: 'AccessDenied'}})
    await expect(create(aRotation(iam))).rejects.toThrow('DeleteAccessKey failed: AccessDenied')
    expect(iam.calls).toEqual(['UpdateAccessKey AKIAPREV Inactive', 'GetCallerIdentity', 'DeleteAccessKey AKIAPREV'])
  })

  it('stays disabled where somebody has disabled it, though the current one does not work', async () => {
    const keys = [{...PREVIOUS, status: 'Inactive'} as const, CURRENT]
    const iam = anIam({keys, caller: () => undefined})
    await expect(create(aRotation(iam))).rejects.toThrow('the access key of AWSCURRENT does not work for user svc')
    expect(iam.calls).toEqual(['UpdateAccessKey AKIAPREV Inactive', 'GetCallerIdentity'])
  })

  it('works again when nobody can tell whether it was disabled', async () => {
    const iam = anIam({keys: [PREVIOUS, CURRENT], refused: {UpdateAccessKey: 'ServiceFailure'}})
    const context = aRotation(iam)
    await expect(create(context)).rejects.toThrow('UpdateAccessKey failed: ServiceFailure')
    expect(iam.calls).toEqual(['UpdateAccessKey AKIAPREV Inactive', 'UpdateAccessKey AKIAPREV Active'])
    expect(context.log.lines).toContain('error: an access key may have been left inactive')
  })

  it('was ended by another invocation where IAM does not know it', async () => {
    const iam = anIam({keys: [PREVIOUS, CURRENT], refused: {DeleteAccessKey: 'NoSuchEntityException'}})
    await expect(create(aRotation(iam))).resolves.toBeDefined()
  })

  it('is left alone where another version holds it too', async () => {
    const iam = anIam({keys: [PREVIOUS, CURRENT]})
    const context = aRotation(iam, {values: {kept: valueOf('AKIAPREV')}})
    const versions = {...context.secret.versions, kept: ['before-the-move']}
    await expect(create({...context, secret: {...context.secret, versions}})).rejects.toThrow(
      'a version that is AWSPREVIOUS and before-the-move holds it',
    )
  })

  it('is left alone while AWSCURRENT holds no key of the user', async () => {
    const iam = anIam({keys: [PREVIOUS]})
    const context = aRotation(iam)
    expect(await create(context)).toBeDefined()
    expect(context.log.lines).toContain('info: access key AKIAPREV is left alone: AWSCURRENT holds no key of the user')
    expect(iam.calls).toEqual(['CreateAccessKey'])
  })

  it('ends although a label of secrot keeps its version from being lost', async () => {
    const iam = anIam({keys: [PREVIOUS, CURRENT]})
    const versions = {prev: ['AWSPREVIOUS', 'secrot-hold-prev'], cur: ['AWSCURRENT'], new: ['AWSPENDING']}
    await create(aRotation(iam, {facts: {versions}}))
    expect(iam.calls).toEqual(retired)
  })

  it('is left alone while the key of AWSCURRENT is inactive, so that it may be all that works', async () => {
    const iam = anIam({keys: [PREVIOUS, {...CURRENT, status: 'Inactive'}]})
    await expect(create(aRotation(iam))).rejects.toThrow('AKIAPREV: the key of AWSCURRENT is inactive')
    expect(iam.calls).toEqual([])
  })
})

describe('a key that labels were moved away from without a rotation', () => {
  /** The value that is current was stored by hand after the last rotation. */
  const byHand = {lastRotatedAt: -31 * 24 * HOUR_MS}
  const made = (usedHoursAgo: number | undefined, rotation: Parameters<typeof aRotation>[1] = {facts: byHand}) => {
    const use = usedHoursAgo === undefined ? {} : {usedAt: -usedHoursAgo * HOUR_MS}
    const iam = anIam({keys: [{...PREVIOUS, ...use}, CURRENT]})
    return {iam, made: create(aRotation(iam, rotation))}
  }

  it('is left alone while it may have been current a moment ago', async () => {
    const {iam, made: refused} = made(27, {facts: byHand, replacedHoursAgo: 29})
    await expect(refused).rejects.toThrow(
      'AWSPREVIOUS holds it, and nobody knows when it was replaced, and it was used at 1969-12-30T21:00Z for s3',
    )
    expect(iam.calls).toEqual([])
  })

  it('is left alone for 14 days after a use that came later than its overlap', async () => {
    await expect(made(13 * 24).made).rejects.toThrow('AWSPREVIOUS holds it, and it is still in use, last at 1969-12-19')
    const {iam, made: later} = made(15 * 24)
    await later
    expect(iam.calls).toEqual(retired)
  })

  it('ends where nobody ever used it', async () => {
    const {iam, made: unused} = made(undefined)
    await unused
    expect(iam.calls).toEqual(retired)
  })

  it('has its overlap from the first look that finds the labels moved back, however long ago it was replaced', async () => {
    const iam = anIam({keys: [PREVIOUS, CURRENT]})
    const at = (hours: number) => {
      const context = aRotation(iam)
      const newer = aValue(valueOf('AKIAPREV'), 'prev', -HOUR_MS)
      const clock = {...context.clock, now: () => hours * HOUR_MS, remainingMs: () => 60_000}
      const values = async (id: string) => (id === 'prev' ? newer : context.valueOf(id))
      return {...context, valueOf: values, clock: clock as typeof context.clock}
    }
    await expect(create(at(0))).rejects.toThrow('AWSPREVIOUS holds it, and its overlap lasts until 1970-01-02T00:00Z')
    expect(iam.tags['secrot:begun']).toBe('- 0-0 @0:cur')
    await expect(create(at(23))).rejects.toThrow('its overlap lasts until 1970-01-02T00:00Z')
    expect(iam.calls).toEqual([])
    await create(at(29))
    expect(iam.calls).toEqual(retired)
  })

  it('ends though its version has no label any more, if the rotation after it noted that this secret held it', async () => {
    const tags = {'secrot:secret': ARN, 'secrot:begun': 'gone 0-60000 =AKIAPREV'}
    const values = {prev: valueOf('AKIACUR')}
    const iam = anIam({keys: [PREVIOUS, CURRENT], tags})
    await create(aRotation(iam, {values}))
    expect(iam.calls).toEqual(retired)
    const foreign = anIam({keys: [PREVIOUS, CURRENT], tags: {...tags, 'secrot:begun': 'gone 0-60000 AKIAPREV'}})
    await expect(create(aRotation(foreign, {values}))).rejects.toThrow('no rotation made it; it was never used')
  })
})

describe('a working key of somebody else in AWSCURRENT', () => {
  const id = 'AKIAIOSFODNN7EXAMPLE'
  const values = {AWSCURRENT: valueOf(id), cur: valueOf(id)}

  it('is never replaced by a key of the user that is named', async () => {
    const iam = anIam({keys: [PREVIOUS], caller: () => 'arn:aws:iam::111122223333:user/bob'})
    await expect(create(aRotation(iam, {values}))).rejects.toThrow(
      'AWSCURRENT holds a working key of arn:aws:iam::111122223333:user/bob, and not of user svc',
    )
    expect(iam.calls).toEqual(['GetCallerIdentity'])
  })

  it('is no obstacle once nobody knows it, nor where the list of keys is late', async () => {
    for (const caller of [() => undefined, undefined]) {
      const iam = anIam({keys: [], ...(caller === undefined ? {} : {caller})})
      await create(aRotation(iam, {values}))
      expect(iam.calls).toEqual(['GetCallerIdentity', 'CreateAccessKey'])
    }
  })
})

describe('a key that no version holds', () => {
  const begun = (text: string) => ({tags: {'secrot:secret': ARN, 'secrot:begun': text}})
  const LOST = {id: 'AKIALOST', madeAt: -60_000}
  const ended = ['UpdateAccessKey AKIALOST Inactive', 'DeleteAccessKey AKIALOST', 'CreateAccessKey']

  it.each([
    ['this rotation', 'new 0-60000 AKIACUR'],
    ['one before, which was given up', 'gone 0-60000 AKIACUR'],
  ])('is ended where %s had begun to make it', async (_, text) => {
    const iam = anIam({keys: [CURRENT, {...LOST, madeAt: 60_000}], ...begun(text)})
    await create(aRotation(iam))
    expect(iam.calls).toEqual(ended)
  })

  it.each([
    ['nothing was begun', '', {}],
    ['it was there before', 'new 0-60000 AKIACUR AKIALOST', {}],
    ['it is older than a wrong clock explains', 'new 660001-720000 AKIACUR', {}],
    ['the invocation that had begun was over', 'new 0-60000 AKIACUR', {madeAt: 70_001}],
    ['the note is not to be read', 'new 0 AKIACUR', {}],
    ['the rotation that began stored its own', 'prev 0-60000 AKIACUR', {}],
  ])('is left alone where %s', async (_, text, key) => {
    const iam = anIam({keys: [CURRENT, {id: 'AKIALOST', madeAt: 60_000, ...key}], ...begun(text)})
    await expect(create(aRotation(iam))).rejects.toThrow(
      'AKIALOST: no version of this secret holds it, and no rotation made it',
    )
    expect(iam.calls).toEqual([])
  })

  it('is ended where the clock of the rotation was ahead of that of IAM', async () => {
    const iam = anIam({keys: [CURRENT, {id: 'AKIALOST', madeAt: 60_000}], ...begun('new 660000-720000 AKIACUR')})
    await create(aRotation(iam))
    expect(iam.calls).toEqual(ended)
  })

  it('is left alone where the user was handed over: the rotation of another secret has noted it', async () => {
    const key = {id: 'AKIALOST', madeAt: 60_000}
    const iam = anIam({keys: [CURRENT, key], tags: {'secrot:begun': 'gone 0-60000 AKIACUR'}})
    await expect(create(aRotation(iam))).rejects.toThrow(
      'AKIALOST: no version of this secret holds it, and no rotation made it',
    )
    expect(iam.calls).toEqual([])
  })

  it('is left alone where somebody has used it, until it was not used for as long as an old one works', async () => {
    const used = (hoursAgo: number) => {
      const key = {id: 'AKIALOST', madeAt: 60_000, usedAt: -hoursAgo * HOUR_MS}
      return anIam({keys: [CURRENT, key], ...begun('new 0-60000 AKIACUR')})
    }
    await expect(create(aRotation(used(28)))).rejects.toThrow('no version of this secret holds it, but it was used')
    const iam = used(29)
    await create(aRotation(iam))
    expect(iam.calls).toEqual(ended)
  })

  it('works again when another invocation stores it in that moment', async () => {
    const iam = anIam({keys: [CURRENT, {id: 'AKIALOST', madeAt: 60_000}], ...begun('new 0-60000 AKIACUR')})
    const context = aRotation(iam)
    const isDisabled = () => iam.calls.length > 0
    const lost = aValue(valueOf('AKIALOST'))
    const stored = {
      ...context,
      valueOf: async (id: string) => (id === 'new' && isDisabled() ? lost : context.valueOf(id)),
    }
    await expect(create(stored)).rejects.toThrow('another invocation has stored its key')
    expect(iam.calls).toEqual(['UpdateAccessKey AKIALOST Inactive', 'UpdateAccessKey AKIALOST Active'])
  })
})
