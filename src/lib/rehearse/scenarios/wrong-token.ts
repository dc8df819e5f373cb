import type {Bench, OpenRotation} from '../bench.ts'
import {drawnUuid} from '../engine/draws.ts'
import type {Scenario} from '../item.ts'
import {STEPS} from '../steps.ts'
import {openedBefore} from './opened.ts'
import {stateOf} from './state.ts'
import type {WrongEvent, WrongEvents} from './wrong-event.ts'

/** Tokens that name no version of the secret, sent while another version is pending. */
export const unknownTokens: Scenario<WrongEvents> = {
  name: 'wrong-event/unknown-token',
  async play(bench) {
    const {rotation} = await openedBefore(bench, 'finishSecret')
    const tokens = [{what: 'a token of no version', token: drawnUuid(() => bench.random())}]
    const foreign = bench.second === undefined ? undefined : bench.holder('AWSCURRENT', bench.second)
    if (foreign !== undefined) tokens.push({what: 'a token of another secret', token: foreign})
    return sendTokens(bench, rotation, tokens)
  },
}

/** Versions that are neither pending nor current: the previous one, one with a label of its own, one without any. */
export const unlabelledTokens: Scenario<WrongEvents> = {
  name: 'wrong-event/unlabelled-token',
  async play(bench) {
    const previous = bench.holder('AWSCURRENT')!
    const SecretString = bench.value('AWSCURRENT')
    if (SecretString !== undefined) await stored(bench, SecretString, ['AWSCURRENT'])
    const text = SecretString ?? 'kept'
    const labelled = await stored(bench, text, ['kept-by-hand'])
    const deprecated = await stored(bench, text, ['for-a-moment'])
    await bench.call('secretsmanager', 'UpdateSecretVersionStage', {
      SecretId: bench.secret.arn,
      VersionStage: 'for-a-moment',
      RemoveFromVersionId: deprecated,
    })
    const {rotation} = await openedBefore(bench, 'setSecret')
    return sendTokens(bench, rotation, [
      {what: 'the token of AWSPREVIOUS', token: previous},
      {what: 'the token of a version with another label', token: labelled},
      {what: 'the token of a version without a label', token: deprecated},
    ])
  },
}

async function stored(bench: Bench, SecretString: string, VersionStages: readonly string[]): Promise<string> {
  const ClientRequestToken = drawnUuid(() => bench.random())
  await bench.call('secretsmanager', 'PutSecretValue', {
    SecretId: bench.secret.arn,
    ClientRequestToken,
    SecretString,
    VersionStages,
  })
  return ClientRequestToken
}

async function sendTokens(
  bench: Bench,
  rotation: OpenRotation,
  tokens: readonly {readonly what: string; readonly token: string}[],
) {
  const before = await stateOf(bench)
  const sent: WrongEvent[] = []
  for (const {what, token} of tokens) {
    for (const step of STEPS) {
      const result = await bench.invoke({...bench.eventOf(rotation, step), ClientRequestToken: token})
      sent.push({what: `${step} with ${what}`, result})
    }
  }
  return {sent, before, after: await stateOf(bench)}
}
