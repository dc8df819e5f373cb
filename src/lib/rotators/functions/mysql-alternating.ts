import {alternatingUsers} from '../databases/alternating-users.ts'
import {mysql} from '../databases/mysql.ts'
import {handlerOf} from '../handler.ts'

export const handler = handlerOf(alternatingUsers('mysql-alternating', mysql))
