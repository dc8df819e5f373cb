import {handlerOf} from '../handler.ts'
import {randomPassword} from '../random-password/rotator.ts'

export const handler = handlerOf(randomPassword)
