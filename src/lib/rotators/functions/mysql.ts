import {mysql} from '../databases/mysql.ts'
import {singleUser} from '../databases/single-user.ts'
import {handlerOf} from '../handler.ts'

export const handler = handlerOf(singleUser('mysql', mysql))
