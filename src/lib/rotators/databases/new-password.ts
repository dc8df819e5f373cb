import {GetRandomPasswordCommand} from '@aws-sdk/client-secrets-manager'
import {passwordRules} from '../random-password/password-rules.ts'
import {Refusal} from '../refusal.ts'
import type {RotatorContext} from '../rotator.ts'

/** What AWS's own functions leave out: it breaks connection strings. */
export const USUALLY_EXCLUDED = `/@"'\\`

/** A password that Secrets Manager draws as the settings of `random-password` say. */
export async function newPassword(context: RotatorContext, old: string): Promise<string> {
  const request = new GetRandomPasswordCommand({
    ExcludeCharacters: USUALLY_EXCLUDED,
    ...passwordRules(context.settings),
  })
  const {RandomPassword: text = ''} = await context.clients.secretsManager().send(request)
  if (text === '' || context.hide(text) === old) throw new Refusal('GetRandomPassword gave no value that can be used')
  return text
}
