import {drawnPassword} from '../random-password/drawn.ts'
import type {RotatorContext} from '../rotator.ts'
import {USUALLY_EXCLUDED} from './excluded.ts'

/** Another password than the old one, as the settings of `random-password` say. */
export function newPassword(context: RotatorContext, old: string): Promise<string> {
  return drawnPassword(context, text => text !== old, USUALLY_EXCLUDED)
}
