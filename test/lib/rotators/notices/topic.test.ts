import {describe, expect, it} from 'vitest'
import {CallFailed} from '../../../../src/lib/rotators/call-failed.ts'
import {tellFailure, tellPartialSuccess} from '../../../../src/lib/rotators/notices/topic.ts'
import type {StepFailure} from '../../../../src/lib/rotators/rotator.ts'
import {aContext, aLog, aSecret, ARN} from '../support/a-context.ts'

const env = {TOPIC_ARN: 'arn:aws:sns:eu-central-1:111122223333:admins'}
const failure = {step: 'testSecret', reason: 'the key is unknown'} as const

/** A context, what is sent from it, and codes with which calls are refused. */
function aSecretOfAdmins({
  tags = {},
  refused = {},
}: {tags?: Record<string, string>; refused?: Record<string, string>} = {}) {
  const sent: string[] = []
  const messages: {TopicArn?: string; Subject?: string; Message?: string}[] = []
  const log = aLog()
  const send = ({input, constructor}: {readonly input: object}) => {
    const operation = constructor.name.replace(/Command$/, '')
    const {Tags} = input as {Tags?: readonly {Value: string}[]}
    sent.push([operation, ...(Tags ?? []).map(({Value}) => Value)].join(' ').trim())
    if (operation === 'Publish') messages.push(input)
    const name = refused[operation]
    if (name !== undefined) throw new CallFailed(operation, {name, $metadata: {attempts: 1, httpStatusCode: 403}})
    return {}
  }
  return {context: aContext({secret: aSecret({tags}), send, env, log}), sent, messages, log}
}

describe('a rotation that fails', () => {
  it('is told to the topic, with secret, version and the first safe command', async () => {
    const {context, messages} = aSecretOfAdmins()
    await tellFailure(context, failure)
    expect(messages).toEqual([
      {
        TopicArn: env.TOPIC_ARN,
        Subject: 'Rotation failed: team/api',
        Message: expect.stringContaining(`testSecret failed: the key is unknown\n`) as string,
      },
    ])
    for (const part of [`Secret: ${ARN}\nVersion: new\n`, `secrot doctor ${ARN}`])
      expect(messages[0]?.Message).toContain(part)
  })

  it('is told to have left AWSCURRENT where it was, unless it failed while that moved', async () => {
    const messageOf = async (step: StepFailure['step']) => {
      const {context, messages} = aSecretOfAdmins()
      await tellFailure(context, {...failure, step})
      return messages[0]?.Message
    }
    expect(await messageOf('setSecret')).toContain('AWSCURRENT is where it was.')
    expect(await messageOf('finishSecret')).toContain('AWSCURRENT may have moved.')
  })

  it('is told once, though the service tries again: noted before it is told', async () => {
    const first = aSecretOfAdmins()
    await tellFailure(first.context, failure)
    expect(first.sent).toEqual(['TagResource new', 'Publish'])
    const again = aSecretOfAdmins({tags: {'secrot:told': 'new'}})
    await tellFailure(again.context, failure)
    expect(again.sent).toEqual([])
  })

  it('is told though an earlier one was', async () => {
    const {context, sent} = aSecretOfAdmins({tags: {'secrot:told': 'old'}})
    await tellFailure(context, failure)
    expect(sent).toEqual(['TagResource new', 'Publish'])
  })

  it('is told by the next attempt when the topic refused it', async () => {
    const {context, sent} = aSecretOfAdmins({refused: {Publish: 'AuthorizationError'}})
    await expect(tellFailure(context, failure)).rejects.toThrow('Publish failed: AuthorizationError')
    expect(sent).toEqual(['TagResource new', 'Publish', 'TagResource'])
  })

  it('is told where that cannot be noted', async () => {
    const {context, messages, log} = aSecretOfAdmins({refused: {TagResource: 'AccessDeniedException'}})
    await tellFailure(context, failure)
    expect(messages.length).toBe(1)
    expect(log.lines).toEqual(['warn: it could not be noted that a failure was told'])
  })

  it('is told to nobody where there is no topic', async () => {
    const {context, sent} = aSecretOfAdmins()
    await tellFailure({...context, settings: aContext().settings}, failure)
    await tellPartialSuccess({...context, settings: aContext().settings}, ['x'])
    expect(sent).toEqual([])
  })
})

it('of a name that is too long for a subject the outcome and the end of the name are shown', async () => {
  const {context, messages} = aSecretOfAdmins()
  const name = `${'n'.repeat(200)}/the-end`
  await tellPartialSuccess({...context, secret: aSecret({name})}, ['The user was not told: x'])
  expect(messages[0]?.Subject?.length).toBe(99)
  expect(messages[0]?.Subject).toMatch(/^Rotation succeeded, with trouble: \.\.\.n+\/the-end$/)
  expect(messages[0]?.Message).toContain('The user was not told: x\n')
})
