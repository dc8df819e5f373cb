/** One of the rotation functions that AWS hands out for databases. */
export interface AwsFunction {
  /** As AWS's list of templates names it: `SecretsManagerRDSMySQLRotationSingleUser`. */
  readonly name: string
  readonly users: 'single' | 'multi'
  /** The packaged rotator that fits the same secret. Absent: none does. */
  readonly rotator?: string
}

/** What it is recognised by. */
interface Described {
  readonly description?: string
  readonly runtime?: string
  readonly handler?: string
}

// https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_available-rotation-templates.html
const DATABASES: readonly {readonly said: RegExp; readonly name: string; readonly rotator?: string}[] = [
  {said: /postgres/i, name: 'RDSPostgreSQL', rotator: 'postgresql'},
  {said: /mysql/i, name: 'RDSMySQL', rotator: 'mysql'},
  {said: /mariadb/i, name: 'RDSMariaDB', rotator: 'mysql'},
  {said: /oracle/i, name: 'RDSOracle'},
  {said: /sql ?server/i, name: 'RDSSQLServer'},
  {said: /db2/i, name: 'RDSDb2'},
  {said: /redshift/i, name: 'Redshift'},
  {said: /mongodb|documentdb/i, name: 'MongoDB'},
]

/** The description that their stacks give them. */
const SCHEME =
  /^Conducts an AWS Secrets ?Manager secret rotation for (.{1,60}?) using (?:the )?(single|multi) user rotation/i

/** The file and the function of all their packages. */
const HANDLER = 'lambda_function.lambda_handler'

/**
 * Which of AWS's own database functions this is, by what it says of itself: description, handler and runtime. Its code may
 * have been changed since. undefined: none that is known.
 */
export function awsFunctionOf({description = '', runtime = '', handler}: Described): AwsFunction | undefined {
  const [, database = '', users = ''] = SCHEME.exec(description) ?? []
  const found = DATABASES.find(({said}) => said.test(database))
  if (found === undefined || handler !== HANDLER || !runtime.startsWith('python')) return undefined
  const {name, rotator} = found
  const isSingle = users.toLowerCase() === 'single'
  return {
    name: `SecretsManager${name}Rotation${isSingle ? 'Single' : 'Multi'}User`,
    users: isSingle ? 'single' : 'multi',
    ...(rotator === undefined ? {} : {rotator: isSingle ? rotator : `${rotator}-alternating`}),
  }
}

/** What setSecret of it does, for a sentence about it. */
export function loginOrderOf({users}: AwsFunction): string {
  return users === 'single'
    ? 'logs in with AWSPENDING first and changes nothing where that works, then with AWSCURRENT, then with AWSPREVIOUS'
    : 'logs in with AWSPENDING first and changes nothing where that works, and never changes the user in use'
}
