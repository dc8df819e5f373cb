import {describe, expect, it} from 'vitest'

import {altered, correct, verdictOn} from './support/verdicts.ts'

const {iam, rand} = correct

const rethrown = 'throw new Error(`${step} of ${secretId}, version ${token}: ${reason}`, {cause: error})'
const sent = 'return await client.send(command)'
const put = ['createSecret/5/fail-denied']

/** Tries again after a wait of its own. */
const triedAgain = (wait: string) => `
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await client.send(command)
      } catch (error) {
        if (attempt === 5 || !error.name.startsWith("Throttling")) throw error
        await sleep(${wait})
      }
    }`

describe('failure-is-reported', () => {
  it('finds what logs a failure and returns, and lets a failure pass that is told', async () => {
    const swallowing = altered(rand, [rethrown, 'console.log(reason)'])
    expect(await verdictOn('failure-is-reported', swallowing, put)).toMatch(
      /^fail: it succeeded, but version \w{8} has no/,
    )
    expect(await verdictOn('failure-is-reported', rand, put)).toBe('pass')
  })
})

describe('success-means-effect', () => {
  it.each([
    [
      'stores nothing',
      altered(
        rand,
        ['if (stored === undefined) throw error', ''],
        [
          sent,
          'command.input.SecretString ??= "x"; if (command instanceof PutSecretValueCommand) throw new Error("no"); return await client.send(command)',
        ],
      ),
      /has no value/,
    ],
    [
      'moves no label',
      altered(rand, ['await call(secrets, new UpdateSecretVersionStageCommand(move))', '']),
      /AWSCURRENT is not on/,
    ],
    [
      'does not use the new value',
      altered(iam, ['if ((await callerOf(pending)) !== user.Arn)', 'if (user === undefined)']),
      /no use of the new value/,
    ],
  ])('finds what %s and reports success', async (_, defective, observed) => {
    expect(await verdictOn('success-means-effect', defective, ['rotation'])).toMatch(observed)
  })

  it.each([
    ['rand', rand],
    ['iam', iam],
  ])('has nothing to say of a correct function: %s', async (_, rehearsed) => {
    expect(await verdictOn('success-means-effect', rehearsed, ['rotation', 'again'])).toBe('pass')
  })
})

describe('real-cause-shown', () => {
  it('finds an error that is not the one which happened', async () => {
    const later = altered(rand, [rethrown, 'error.reason.text'])
    expect(await verdictOn('real-cause-shown', later, put)).toBe('fail: its error is TypeError and names neither')
    expect(await verdictOn('real-cause-shown', rand, put)).toBe('pass')
  })
})

describe('error-names-secret-and-step', () => {
  it('finds an error without its step, and takes the name of the secret for its id', async () => {
    const silent = altered(rand, [rethrown, 'throw new Error(`team/rehearsed: ${reason}`)'])
    expect(await verdictOn('error-names-secret-and-step', silent, put)).toBe('fail: it does not name the step')
    const named = altered(rand, [rethrown, 'throw new Error(`${step} of team/rehearsed: ${reason}`)'])
    expect(await verdictOn('error-names-secret-and-step', named, put)).toBe('pass')
  })

  it('does not take another secret for the one it is about', async () => {
    const other = altered(rand, [rethrown, 'throw new Error(`${step} of team/rehearsed-second: ${reason}`)'])
    expect(await verdictOn('error-names-secret-and-step', other, put)).toBe('fail: it does not name the secret')
  })
})

describe('throttle-retried', () => {
  const thrice = ['createSecret/5/throttle-3']

  it('finds too few attempts', async () => {
    const few = altered(rand, ['maxAttempts: 5', 'maxAttempts: 3'])
    expect(await verdictOn('throttle-retried', few, thrice)).toMatch(/^fail: PutSecretValue was throttled 3 times and/)
    expect(await verdictOn('throttle-retried', rand, thrice)).toBe('pass')
  })

  it('finds waits that do not grow', async () => {
    const once = ['maxAttempts: 5', 'maxAttempts: 1'] as const
    const steady = altered(rand, once, [sent, triedAgain('700')])
    expect(await verdictOn('throttle-retried', steady, thrice)).toBe('fail: it waited 700 ms each time')
    const growing = altered(rand, once, [sent, triedAgain('100 * 2 ** attempt')])
    expect(await verdictOn('throttle-retried', growing, thrice)).toBe('pass')
  })
})

describe('retries-are-bounded', () => {
  it('finds what tries until it is ended', async () => {
    const endless = altered(rand, ['maxAttempts: 5', 'maxAttempts: 1000'])
    const cell = ['throttle/setSecret/secretsmanager:DescribeSecret']
    expect(await verdictOn('retries-are-bounded', endless, cell)).toMatch(/^fail: setSecret ran into it while Describe/)
    expect(await verdictOn('retries-are-bounded', rand, cell)).toBe('pass')
  })
})

describe('kms-denied-is-clean', () => {
  it('finds what changes the target before it could read the value', async () => {
    const early = altered(iam, [
      'const {value: current, storedAt} = await currentValue(secretId)',
      `await call(iam, new CreateAccessKeyCommand({UserName: 'svc-ci-deploy'}))
  const {value: current, storedAt} = await currentValue(secretId)`,
    ])
    expect(await verdictOn('kms-denied-is-clean', early, ['kms/read-denied/createSecret'])).toBe(
      'fail: a credential was made and left there',
    )
  })

  it('finds an error that does not tell of the key, and what never works again', async () => {
    const silent = altered(rand, [rethrown, 'throw new Error(`${step} of ${secretId} failed`)'])
    const cell = ['kms/write-off/createSecret']
    expect(await verdictOn('kms-denied-is-clean', silent, cell)).toBe('fail: it does not')
    const once = altered(
      rand,
      [rethrown, `globalThis.gone = true; ${rethrown}`],
      ['const description =', 'if (globalThis.gone) throw new Refusal("gone"); const description ='],
    )
    expect(await verdictOn('kms-denied-is-clean', once, cell)).toBe('fail: createSecret failed in each attempt')
  })

  it.each([
    'kms/read-off/createSecret',
    'kms/write-denied/createSecret',
    'kms/write-off/createSecret',
    'kms/read-denied/setSecret',
  ])('finds nothing in correct functions: %s', async cell => {
    expect(await verdictOn('kms-denied-is-clean', iam, [cell])).toBe('pass')
  })
})

describe('messages', () => {
  const toTopic = '"topic":"{{topicArn}}",'
  const telling = (notice: string, attempts = 1) => ({
    ...altered(
      rand,
      ['import {setTimeout', `import {PublishCommand, SNSClient} from '@aws-sdk/client-sns'\nimport {setTimeout`],
      [
        'await steps[step]({...rotation, description})',
        `await steps[step]({...rotation, description})
    if (step === 'finishSecret') {
      const {topic} = JSON.parse(await storedText(secretId, {VersionId: token}))
      const message = {TopicArn: topic, Message: 'rotated'}
      const sns = new SNSClient({maxAttempts: ${attempts}})
      ${notice}
    }`,
      ],
    ),
    secretValue: rand.secretValue.replace('{', `{${toTopic}`),
  })
  const caught =
    'await sns.send(new PublishCommand(message)).catch(error => console.log(`Publish failed: ${error.name}`))'

  it('finds a message that ends the rotation, or is lost without a word', async () => {
    const id = 'side-channel-cannot-fail-rotation'
    expect(await verdictOn(id, telling('await sns.send(new PublishCommand(message))'))).toBe(
      'fail: Publish failed, and finishSecret with it',
    )
    expect(await verdictOn(id, telling('await sns.send(new PublishCommand(message)).catch(() => {})'))).toBe(
      'fail: no line does',
    )
    expect(await verdictOn(id, telling(caught))).toBe('pass')
  })

  it('has nothing to say where no message is sent', async () => {
    expect(await verdictOn('side-channel-cannot-fail-rotation', rand)).toBe('skipped: no case of it arose')
    expect(await verdictOn('notifies-once', rand, put)).toBe('skipped: it sends no message')
  })

  it('tells a function whose topic is not there from one that sends none', async () => {
    const topic = '{"topic":"arn:aws:sns:us-east-1:123456789012:elsewhere",'
    const elsewhere = {...telling(caught), secretValue: rand.secretValue.replace('{', topic)}
    expect(await verdictOn('notifies-once', elsewhere, ['finishSecret/5/lost-reply'])).toMatch(
      /^skipped: no message of it is taken: its topic or sender is not on the stage/,
    )
  })

  it('finds messages that are sent again', async () => {
    const cells = ['finishSecret/5/lost-reply']
    expect(await verdictOn('notifies-once', telling(caught, 3), cells)).toBe('fail: finishSecret sent 2 with Publish')
    expect(await verdictOn('notifies-once', telling(caught), cells)).toBe('pass')
  })
})
