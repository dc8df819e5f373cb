import {requiredPlaceOf} from '../fields.ts'
import {looksLikeJson} from '../json-object.ts'
import type {Rotator} from '../rotator.ts'
import {drawnPassword} from './drawn.ts'
import {PASSWORD} from './field.ts'
import {askHook} from './test-hook.ts'

/** A value that Secrets Manager draws, and that no target has to be told. */
export const randomPassword: Rotator = {
  name: 'random-password',

  async create(context) {
    const current = await context.current()
    const place = requiredPlaceOf(current, PASSWORD, context.settings)
    const old = current.secret(place)
    const password = await drawnPassword(context, text => text !== old && (place !== 'whole' || !looksLikeJson(text)))
    return {value: current.with([place, password])}
  },

  async test(context) {
    const pending = await context.pending()
    pending.secret(requiredPlaceOf(pending, PASSWORD, context.settings))
    await askHook(context)
  },
}
