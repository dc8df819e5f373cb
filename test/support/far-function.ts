import {
  AddPermissionCommand,
  CreateFunctionCommand,
  LambdaClient,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {zipFiles} from '../../src/lib/sandbox/runtime/zip.ts'
import {type DoctorStage, HOUR, startDoctorStage} from './doctor-stage.ts'
import type {SandboxLike, SecrotRun} from './run-secrot.ts'

/** The secret of `startFarFunction`. */
export const FAR = 'prod/far'
/** The account of its function. */
export const THERE = '999900001111'

/** A secret that rotates with a function of another account, which a role and a profile there reach. */
export interface FarFunction extends AsyncDisposable {
  readonly stage: DoctorStage
  readonly functionArn: string
  /** Credentials of its account. */
  readonly theirs: {readonly accessKeyId: string; readonly secretAccessKey: string}
  readonly configFile: string
  readonly stateDir: string
  /** Writes the accounts of the configuration file. */
  configure(accounts: object): Promise<void>
  /** Makes the profile `far` one of this account. */
  profileOf(credentials: {readonly accessKeyId: string; readonly secretAccessKey: string}): Promise<void>
  run(argv: readonly string[]): Promise<SecrotRun>
  /** Secrets Manager may no longer invoke the function. */
  takePermission(): Promise<unknown>
}

export async function startFarFunction(): Promise<FarFunction> {
  const stage = await startDoctorStage()
  const folder = await mkdtemp(join(tmpdir(), 'secrot-accounts-'))
  const {sandbox} = stage
  const here = await stage.rotator('shared-name')
  const functionArn = here.replace(sandbox.accountId, THERE)
  const theirs = sandbox.addAccount(THERE)
  const lambda = new LambdaClient({...sandbox.config, credentials: theirs, maxAttempts: 3})
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'shared-name',
      Role: sandbox.iam.addRole({accountId: THERE, roleName: 'rotation'}),
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: {ZipFile: zipFiles({'index.mjs': 'export const handler = async () => {}'})},
    }),
  )
  await lambda.send(
    new AddPermissionCommand({
      FunctionName: 'shared-name',
      StatementId: 's',
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
    }),
  )
  sandbox.lambda.registerInProcess(functionArn, () => Promise.resolve())
  await stage.secret(FAR, functionArn, {rotate: false})
  await stage.pass(HOUR)
  const all = {all: {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: '*', Resource: '*'}]}}
  const oncall = sandbox.iam.addUser({accountId: sandbox.accountId, userName: 'oncall', policies: all})
  const trust = {Effect: 'Allow', Principal: {AWS: oncall.arn}, Action: 'sts:AssumeRole'}
  sandbox.iam.addRole({
    accountId: THERE,
    roleName: 'operator',
    policies: all,
    trustPolicy: {Version: '2012-10-17', Statement: [trust]},
  })
  const caller: SandboxLike = {url: sandbox.url, credentials: oncall}
  const configFile = join(folder, 'config.json')
  const stateDir = join(folder, 'state')
  const profiles = join(folder, 'credentials')
  const profileOf: FarFunction['profileOf'] = ({accessKeyId, secretAccessKey}) =>
    writeFile(profiles, `[far]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`)
  await profileOf(theirs)
  return {
    stage,
    functionArn,
    theirs,
    configFile,
    stateDir,
    configure: accounts => writeFile(configFile, JSON.stringify({accounts}), {mode: 0o600}),
    profileOf,
    run: argv =>
      stage.run(argv, {
        stateDir,
        sandbox: caller,
        env: {SECROT_CONFIG_DIR: folder, AWS_SHARED_CREDENTIALS_FILE: profiles},
      }),
    takePermission: () => lambda.send(new RemovePermissionCommand({FunctionName: 'shared-name', StatementId: 's'})),
    async [Symbol.asyncDispose]() {
      lambda.destroy()
      await rm(folder, {recursive: true})
      await stage[Symbol.asyncDispose]()
    },
  }
}
