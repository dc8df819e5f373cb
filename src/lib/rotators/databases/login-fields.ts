import type {Field} from '../fields.ts'

// The layout that AWS's own functions and RDS keep.
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
export const ENGINE = {name: 'engine', also: [], setting: 'ENGINE_FIELD'} as const satisfies Field
export const HOST = {name: 'host', also: ['hostname'], setting: 'HOST_FIELD'} as const satisfies Field
export const PORT = {name: 'port', also: [], setting: 'PORT_FIELD'} as const satisfies Field
export const USER = {name: 'username', also: ['user'], setting: 'USER_FIELD'} as const satisfies Field
export const PASSWORD = {name: 'password', also: [], setting: 'PASSWORD_FIELD'} as const satisfies Field
export const DATABASE = {name: 'dbname', also: ['database'], setting: 'DATABASE_FIELD'} as const satisfies Field
export const SSL = {name: 'ssl', also: [], setting: 'SSL_FIELD'} as const satisfies Field
export const MASTER = {
  name: 'masterarn',
  also: ['masterSecretArn'],
  setting: 'MASTER_FIELD',
} as const satisfies Field
