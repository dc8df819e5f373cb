import type {TestSandbox} from './sandbox.ts'

interface KeyOptions {
  /** Absent: the account's own policies decide. */
  readonly policy?: object
  /** With `alias/` in front. Absent: none. */
  readonly alias?: string
  /** Absent: the sandbox's. */
  readonly region?: string
}

/** A KMS key of the sandbox's account. Answers its ARN. */
export async function makeKey(sandbox: TestSandbox, options: KeyOptions = {}): Promise<string> {
  const caller = options.region === undefined ? {} : {region: options.region}
  const Policy = options.policy === undefined ? {} : {Policy: JSON.stringify(options.policy)}
  const {KeyMetadata} = (await sandbox.call('kms', 'CreateKey', Policy, caller)) as {KeyMetadata: {Arn: string}}
  const alias = {AliasName: options.alias, TargetKeyId: KeyMetadata.Arn}
  if (options.alias !== undefined) await sandbox.call('kms', 'CreateAlias', alias, caller)
  return KeyMetadata.Arn
}

/** A key's policy: the account's own policies decide, and these statements. */
export function keyPolicy(accountId: string, ...statements: readonly object[]): object {
  const account = {
    Effect: 'Allow',
    Principal: {AWS: `arn:aws:iam::${accountId}:root`},
    Action: 'kms:*',
    Resource: '*',
  }
  return {Version: '2012-10-17', Statement: [account, ...statements]}
}
