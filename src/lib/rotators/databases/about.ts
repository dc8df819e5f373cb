import {onTheSecret, setting, type FieldFacts, type PackagedRotator, type Permission} from '../packaged.ts'
import {passwordSettings} from '../random-password/password-settings.ts'
import {USUALLY_EXCLUDED} from './excluded.ts'
import {DATABASE, ENGINE, HOST, MASTER, PASSWORD, PORT, SSL, USER} from './login-fields.ts'

const login: readonly FieldFacts[] = [
  {...ENGINE, meaning: 'The kind of server. A value of another kind is refused, one without is taken.'},
  {...HOST, meaning: 'Where the server is.'},
  {...PORT, meaning: 'Its port. Absent: the usual one.'},
  {...USER, meaning: 'The user.'},
  {...PASSWORD, meaning: 'The password, which is replaced.'},
  {...DATABASE, meaning: 'The database that is opened. Absent: postgres; of MySQL none.'},
  {...SSL, meaning: 'true: TLS. false: none. Absent: TLS where the server has it.'},
]

const master: FieldFacts = {
  ...MASTER,
  meaning: 'ARN of the secret with the login that changes both users, which is of the same server.',
}

const permissions: readonly Permission[] = [
  ...onTheSecret,
  // It names no secret. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
  {actions: ['secretsmanager:GetRandomPassword'], on: '*'},
]

const settings = [
  ...passwordSettings(USUALLY_EXCLUDED),
  setting('TLS_CA', 'Authorities to trust, as PEM or the path of a file.', 'those of Node and of Lambda, with RDS’s'),
]

const ofFields = (fields: readonly FieldFacts[]) =>
  fields.map(one => setting(one.setting, `Name of the field ${one.name}.`, 'the field that is recognised'))

const runs = {runtime: 'nodejs24.x', handler: 'index.handler', timeoutSeconds: 60, memoryMb: 256}

function singleUser(name: string, server: string, target: string): PackagedRotator {
  return {
    name,
    summary: `The only password of a ${server} user, who changes it himself; it is logged in with before it is current.`,
    kind: 'rep',
    target: `The user that the secret names on the ${server} server that it names, which the function has to reach.`,
    rehearsedOn: `${target}:app,other`,
    fields: login,
    permissions,
    settings: [...settings, ...ofFields(login)],
    function: runs,
  }
}

function alternatingUsers(name: string, server: string, target: string): PackagedRotator {
  const fields = [...login, master]
  return {
    name,
    summary: `The passwords of two ${server} users in turn, NAME and NAME_clone; the one in use goes on working.`,
    kind: 'alt',
    target: `The user that the secret names and its clone, on a ${server} server; a master user changes them.`,
    rehearsedOn: `${target}:app,app_clone,other,other_clone`,
    fields,
    permissions: [...permissions, {actions: ['secretsmanager:GetSecretValue'], on: '{MASTER_ARN}'}],
    settings: [
      ...settings,
      setting(
        'MASTER_ARN',
        'The master secret, where the value names none; the role has to allow it.',
        'the field of the value',
      ),
      setting('MASTER_HOST', 'The server of a master secret that names none, as RDS’s own.', 'none: it is refused'),
      ...ofFields(fields),
    ],
    function: runs,
  }
}

export const aboutDatabases: readonly PackagedRotator[] = [
  singleUser('mysql', 'MySQL', 'mysql'),
  alternatingUsers('mysql-alternating', 'MySQL', 'mysql'),
  singleUser('postgresql', 'PostgreSQL', 'postgres'),
  alternatingUsers('postgresql-alternating', 'PostgreSQL', 'postgres'),
]
