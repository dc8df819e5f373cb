import {describe, expect, it} from 'vitest'

import {eventAndTokenItems} from '../../src/lib/rehearse/items/lists/event-and-token.ts'
import {assuming} from './support/assuming.ts'
import {altered, correct, verdictOn, verdictsOn} from './support/verdicts.ts'

const ids = eventAndTokenItems.map(({id}) => id)
const passes = Object.fromEntries(ids.map(id => [id, 'pass']))
const {rand} = correct

describe('items about event and token', {timeout: 120_000}, () => {
  it('pass a correct function without a target', async () => {
    expect(await verdictsOn(ids, rand)).toEqual(passes)
  })

  it('pass a correct function that makes keys beside the old one', async () => {
    expect(await verdictsOn(ids, correct.iam)).toEqual(passes)
  })

  it('pass a correct function that works with a role which it assumes', async () => {
    expect(await verdictsOn(ids, assuming(rand))).toEqual(passes)
    expect(await verdictsOn(['runs-under-minimal-policy'], assuming(rand))).toEqual({
      'runs-under-minimal-policy': 'pass',
    })
  })

  it('find that one without RotationToken, which the service takes for somebody else', async () => {
    const bad = assuming(
      altered(rand, ["...(typeof rotationToken === 'string' ? {RotationToken: rotationToken} : {}),", '']),
    )
    const verdicts = await verdictsOn(['rotation-token-passed', 'loads-and-answers'], bad, ['rotation'])
    expect(verdicts).toEqual({
      'rotation-token-passed': 'fail: PutSecretValue in createSecret had none',
      'loads-and-answers': "fail: the service did not send setSecret: the pending version is not the function's own",
    })
  })

  it('tell which step of an undisturbed rotation failed', async () => {
    const bad = altered(rand, ['setSecret: pendingValue', "setSecret() { throw new Error('not implemented') }"])
    expect(await verdictOn('loads-and-answers', bad)).toBe('fail: setSecret failed: Error')
  })

  it('tell that a function does not load', async () => {
    const bad = altered(rand, ['const secrets = ', 'const const secrets = '])
    expect(await verdictOn('loads-and-answers', bad)).toBe(
      'fail: the function did not load: Runtime.UserCodeSyntaxError',
    )
  })

  it('find a function that takes other steps for done', async () => {
    const bad = altered(rand, ["throw new Refusal('this is none of the four steps')", 'return'])
    expect(await verdictOn('unknown-step-rejected', bad)).toBe('fail: the function returned as if all were well')
  })

  it('find a function that takes any other step for the last one', async () => {
    const bad = altered(
      rand,
      ["if (!Object.hasOwn(steps, step)) throw new Refusal('this is none of the four steps')", ''],
      ['await steps[step](', 'await (steps[step] ?? finishSecret)('],
    )
    expect(await verdictOn('unknown-step-rejected', bad)).toMatch(/called UpdateSecretVersionStage$/)
  })

  it('find a function that lets events without a token pass', async () => {
    const bad = altered(rand, ['throw new Error(`The event has no ${name}.`)', 'return'])
    expect(await verdictOn('bad-event-rejected', bad)).toBe('fail: the function returned as if all were well')
  })

  it('find a function that stores a version for a token of nobody', async () => {
    const bad = altered(rand, [
      "throw new Refusal('the secret has no such version')",
      'return call(secrets, new DescribeSecretCommand({SecretId: secretId}))',
    ])
    expect(await verdictOn('unknown-token-rejected', bad)).toBe('fail: createSecret called PutSecretValue')
  })

  it('find a function that rotates back to AWSPREVIOUS', async () => {
    const bad = altered(rand, [
      "if (labels !== undefined) throw new Refusal('the version is neither AWSPENDING nor AWSCURRENT')",
      'if (labels !== undefined) return description',
    ])
    expect(await verdictOn('unlabelled-token-rejected', bad)).toMatch(/^fail: /)
  })

  it('find a function that knows nothing of a token that is current', async () => {
    const bad = altered(rand, ['if (isCurrent(description, token)) return', ''])
    expect(await verdictOn('current-token-accepted', bad)).toMatch(/^fail: /)
  })

  it('find a function that goes on after the rotation was cancelled', async () => {
    const bad = altered(rand, ["if (description.RotationEnabled === false) throw new Refusal('rotation is off')", ''])
    expect(await verdictOn('disabled-rotation-refused', bad)).toMatch(/^fail: /)
  })

  it('find a function that asks by name', async () => {
    const bad = altered(rand, [
      'const rotation = {secretId, token, rotationToken}',
      "const rotation = {secretId: secretId.split(':')[6].slice(0, -7), token, rotationToken}",
    ])
    expect(await verdictOn('secret-id-forms-accepted', bad)).toBe('fail: DescribeSecret named the secret otherwise')
  })

  it('find a function that knows only one partition', async () => {
    const bad = altered(rand, [
      'const rotation = {secretId, token, rotationToken}',
      "if (!secretId.startsWith('arn:aws:')) throw new Error('no ARN')\n  const rotation = {secretId, token, rotationToken}",
    ])
    expect(await verdictOn('secret-id-forms-accepted', bad)).toBe('fail: the function asked for no secret at all')
  })

  it('find a function that stops at a name with an equals sign', async () => {
    const bad = altered(rand, [
      'const rotation = {secretId, token, rotationToken}',
      "if (secretId.includes('=')) throw new Error('no')\n  const rotation = {secretId, token, rotationToken}",
    ])
    expect(await verdictOn('secret-id-forms-accepted', bad)).toMatch(/^fail: /)
  })

  it('find a function that needs a RotationToken', async () => {
    const bad = altered(rand, [
      'const rotation = {',
      'if (rotationToken.length < 9) throw new Error()\n  const rotation = {',
    ])
    expect(await verdictOn('event-extras-tolerated', bad)).toBe('fail: createSecret failed')
  })

  it('find a function that refuses fields it does not know', async () => {
    const bad = altered(rand, ['const rotation = {', "if ('Reason' in event) throw new Error()\n  const rotation = {"])
    expect(await verdictOn('event-extras-tolerated', bad)).toBe('fail: createSecret failed')
  })

  it('find a function that stores without the RotationToken', async () => {
    const bad = altered(rand, ["...(typeof rotationToken === 'string' ? {RotationToken: rotationToken} : {}),", ''])
    expect(await verdictOn('rotation-token-passed', bad)).toBe('fail: PutSecretValue in createSecret had none')
  })
})
