import {GetRandomPasswordCommand} from '@aws-sdk/client-secrets-manager'
import {requiredPlaceOf} from '../fields.ts'
import {looksLikeJson} from '../json-object.ts'
import {Refusal} from '../refusal.ts'
import type {Rotator, RotatorContext} from '../rotator.ts'
import {PASSWORD} from './field.ts'
import {passwordRules} from './password-rules.ts'
import {askHook} from './test-hook.ts'

/** A plain value that looks like JSON would be taken for JSON by the next rotation. One in thousands does. */
const MOST_DRAWS = 5

/** A value that Secrets Manager draws, and that no target has to be told. */
export const randomPassword: Rotator = {
  name: 'random-password',

  async create(context) {
    const current = await context.current()
    const place = requiredPlaceOf(current, PASSWORD, context.settings)
    const old = current.secret(place)
    const password = await drawn(context, text => text !== old && (place !== 'whole' || !looksLikeJson(text)))
    return {value: current.with([place, password])}
  },

  async test(context) {
    const pending = await context.pending()
    pending.secret(requiredPlaceOf(pending, PASSWORD, context.settings))
    await askHook(context)
  },
}

async function drawn(context: RotatorContext, isFit: (text: string) => boolean): Promise<string> {
  const secrets = context.clients.secretsManager()
  const request = new GetRandomPasswordCommand(passwordRules(context.settings))
  for (let draw = 0; draw < MOST_DRAWS; draw += 1) {
    const {RandomPassword: text = ''} = await secrets.send(request)
    if (text !== '' && isFit(context.hide(text))) return text
  }
  throw new Refusal('GetRandomPassword gave no value that can be used')
}
