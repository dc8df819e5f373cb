import {describe, expect, it} from 'vitest'
import {awsFunctionOf, loginOrderOf} from '../../../src/lib/rotation/aws-function.ts'
import {packagedRotators} from '../../../src/lib/rotators/catalogue.ts'

const described = (database: string, scheme: string) => ({
  description: `Conducts an AWS SecretsManager secret rotation for ${database} using ${scheme} user rotation scheme`,
  runtime: 'python3.9',
  handler: 'lambda_function.lambda_handler',
})

describe('a function of AWS’s own', () => {
  it.each([
    ['RDS PostgreSQL', 'single', 'SecretsManagerRDSPostgreSQLRotationSingleUser', 'postgresql'],
    ['RDS Postgres', 'multi', 'SecretsManagerRDSPostgreSQLRotationMultiUser', 'postgresql-alternating'],
    ['RDS MySQL', 'the single', 'SecretsManagerRDSMySQLRotationSingleUser', 'mysql'],
    ['RDS MariaDB', 'the multi', 'SecretsManagerRDSMariaDBRotationMultiUser', 'mysql-alternating'],
    ['RDS SQL Server', 'single', 'SecretsManagerRDSSQLServerRotationSingleUser', undefined],
    ['RDS Oracle', 'multi', 'SecretsManagerRDSOracleRotationMultiUser', undefined],
    ['Amazon Redshift', 'single', 'SecretsManagerRedshiftRotationSingleUser', undefined],
    ['MongoDB', 'single', 'SecretsManagerMongoDBRotationSingleUser', undefined],
  ])('is known by what it says of itself: %s, %s user', (database, scheme, name, rotator) => {
    expect(awsFunctionOf(described(database, scheme))).toMatchObject({name})
    expect(awsFunctionOf(described(database, scheme))?.rotator).toBe(rotator)
  })

  it('fits a packaged rotator where it names one', () => {
    const names = packagedRotators.map(({name}) => name)
    for (const scheme of ['single', 'multi'])
      for (const database of ['PostgreSQL', 'MySQL', 'MariaDB'])
        expect(names).toContain(awsFunctionOf(described(database, scheme))?.rotator)
  })

  it.each([
    ['says nothing', {description: ''}],
    [
      'says it among other words',
      {description: 'Ours. Conducts an AWS SecretsManager secret rotation for RDS MySQL using single user rotation'},
    ],
    ['is for another database', {description: described('Teapots', 'single').description}],
    ['has another handler', {handler: 'index.handler'}],
    ['is not in Python', {runtime: 'nodejs24.x'}],
  ])('is not one that %s', (_, other) => {
    expect(awsFunctionOf({...described('RDS MySQL', 'single'), ...other})).toBe(undefined)
  })

  it('is said to log in with AWSPENDING first', () => {
    expect(loginOrderOf({name: 'x', users: 'single'})).toContain('then with AWSCURRENT, then with AWSPREVIOUS')
    expect(loginOrderOf({name: 'x', users: 'multi'})).toContain('never changes the user in use')
  })
})
