import {handlerOf} from '../handler.ts'
import {https} from '../https/rotator.ts'

export const handler = handlerOf(https)
