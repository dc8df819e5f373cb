import {appSyncApiKey} from '../appsync-api-key/rotator.ts'
import {handlerOf} from '../handler.ts'

export const handler = handlerOf(appSyncApiKey)
