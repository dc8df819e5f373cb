import {GetRandomPasswordCommand} from '@aws-sdk/client-secrets-manager'
import {Refusal} from '../refusal.ts'
import type {RotatorContext} from '../rotator.ts'
import {passwordRules} from './password-rules.ts'

/** A plain value that looks like JSON would be taken for JSON by the next rotation. One in thousands does. */
const MOST_DRAWS = 5

/**
 * A password of GetRandomPassword by the settings, which nobody sees. `excluded`: what never comes where
 * EXCLUDE_CHARACTERS is not set.
 */
export async function drawnPassword(
  context: Pick<RotatorContext, 'clients' | 'settings' | 'hide'>,
  isFit: (text: string) => boolean,
  excluded?: string,
): Promise<string> {
  const secrets = context.clients.secretsManager()
  const request = new GetRandomPasswordCommand(passwordRules(context.settings, excluded))
  for (let draw = 0; draw < MOST_DRAWS; draw += 1) {
    const {RandomPassword: text = ''} = await secrets.send(request)
    if (text !== '' && isFit(context.hide(text))) return text
  }
  throw new Refusal('GetRandomPassword gave no value that can be used')
}
