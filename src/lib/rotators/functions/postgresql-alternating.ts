import {alternatingUsers} from '../databases/alternating-users.ts'
import {postgresql} from '../databases/postgresql.ts'
import {handlerOf} from '../handler.ts'

export const handler = handlerOf(alternatingUsers('postgresql-alternating', postgresql))
