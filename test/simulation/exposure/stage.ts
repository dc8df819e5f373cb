import {chmodSync, mkdtempSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {SandboxSnapshot} from '../../../src/lib/sandbox/frame.ts'
import {startDoctorStage, type DoctorStage} from '../../support/doctor-stage.ts'
import {canary, hostile} from './canary.ts'

/** A fleet in which every value, every log line and every error of a function holds the canary. */
export interface ExposureStage extends AsyncDisposable {
  readonly stage: DoctorStage
  readonly begin: SandboxSnapshot
  /** Secrets as they can be typed, by what is special about them. */
  readonly secrets: Readonly<Record<(typeof kinds)[number], string>>
  readonly functionName: string
  readonly codeSha256: string
  /** A user who may do everything, so that faults can strike this caller alone. */
  readonly operator: {readonly arn: string; readonly accessKeyId: string; readonly secretAccessKey: string}
  /** Holds `probe`, a command that asks a target and writes down how it was started. */
  readonly folder: string
}

export const kinds = [
  'healthy',
  'stuck',
  'applied',
  'hostile',
  'binary',
  'owned',
  'deleted',
  'empty',
  'dashed',
] as const

const everything = {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: '*', Resource: '*'}]}

export async function startExposureStage(): Promise<ExposureStage> {
  const stage = await startDoctorStage()
  const {sandbox} = stage
  const {accountId, region} = sandbox
  const call = (operation: string, input: Record<string, unknown>): Promise<unknown> =>
    sandbox.call('secretsmanager', operation, {
      ...(operation === 'DeleteSecret' ? {} : {ClientRequestToken: sandbox.world.uuid()}),
      ...input,
    })
  const says = [`logging in with password ${canary} now`, `{"password":${JSON.stringify(canary)}}`, hostile.terminal]
  const complains = `: login with ${canary} failed ${hostile.terminal}`
  const good = await stage.rotator('good-rotation', {step: 'any', how: 'idles', says})
  await stage.mend('good-rotation', undefined, true)
  const bad = await stage.rotator('bad-rotation', {step: 'testSecret', how: 'throws', says, complains})
  const lost = await stage.rotator('lost-rotation', {step: 'setSecret', how: 'throws-after', says, complains})

  await stage.secret('canary/healthy', good, {password: canary})
  await stage.mend('good-rotation', {step: 'testSecret', how: 'throws', says, complains}, true)
  await stage.secret('canary/stuck', bad, {password: canary})
  await stage.secret('canary/applied', lost, {password: canary})
  await call('CreateSecret', {
    Name: 'canary/hostile+=.@_',
    SecretString: `plain ${canary}`,
    Description: `about ${hostile.terminal} ${hostile.shell}`,
    Tags: [
      {Key: `team${hostile.terminal}`, Value: hostile.shell},
      {Key: 'secrot:target', Value: hostile.terminal},
    ],
  })
  await call('PutSecretValue', {
    SecretId: 'canary/hostile+=.@_',
    SecretString: JSON.stringify({password: canary, user: canary}),
    VersionStages: [`own ${hostile.shell} ${hostile.terminal}`.slice(0, 200)],
  })
  await call('CreateSecret', {
    Name: 'canary/binary',
    SecretBinary: Buffer.from(`\u0000\u0001${canary}`).toString('base64'),
  })
  await call('CreateSecret', {Name: 'canary/deleted', SecretString: canary})
  await call('DeleteSecret', {SecretId: 'canary/deleted'})
  await call('CreateSecret', {Name: 'canary/empty'})
  await call('CreateSecret', {Name: 'canary/dashed-AbCdEf', SecretString: canary})
  sandbox.seedServiceOwnedSecret({accountId, region, name: 'rds!canary-4f1c', owningService: 'rds', value: canary})
  const operator = sandbox.iam.addUser({accountId, userName: 'operator', policies: {all: everything}})
  // Events are delivered some minutes later.
  await stage.pass(40 * 60_000)
  return {
    stage,
    begin: sandbox.snapshot(),
    secrets: {
      healthy: 'canary/healthy',
      stuck: 'canary/stuck',
      applied: 'canary/applied',
      hostile: 'canary/hostile+=.@_',
      binary: 'canary/binary',
      owned: 'rds!canary-4f1c',
      deleted: 'canary/deleted',
      empty: 'canary/empty',
      dashed: 'canary/dashed-AbCdEf',
    },
    functionName: 'bad-rotation',
    codeSha256: await stage.codeOf('bad-rotation'),
    operator: {...operator, arn: `arn:aws:iam::${accountId}:user/operator`},
    folder: folderWithProbe(),
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  }
}

function folderWithProbe(): string {
  const folder = mkdtempSync(join(tmpdir(), 'secrot-exposure-'))
  const probe = join(folder, 'probe')
  writeFileSync(
    probe,
    `#!/bin/sh\nprintf '%s\\n' "$0" "$@" >> ${folder}/arguments\nenv >> ${folder}/environment\nexit 20\n`,
  )
  chmodSync(probe, 0o700)
  return folder
}
