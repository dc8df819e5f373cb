import {handlerOf} from '../handler.ts'
import {iamAccessKey} from '../iam-access-key/rotator.ts'

export const handler = handlerOf(iamAccessKey)
