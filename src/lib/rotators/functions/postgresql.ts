import {postgresql} from '../databases/postgresql.ts'
import {singleUser} from '../databases/single-user.ts'
import {handlerOf} from '../handler.ts'

export const handler = handlerOf(singleUser('postgresql', postgresql))
