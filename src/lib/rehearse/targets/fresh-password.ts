import {randomBytes} from 'node:crypto'

/** Strong whatever the seed of the rehearsal is: the server may be in reach of others. */
export const freshPassword = () => randomBytes(18).toString('base64url')
