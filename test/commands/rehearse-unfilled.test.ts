import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {fromClone, type FunctionRow} from '../support/aws-functions.ts'
import {boto3Title, withoutBoto3} from '../support/foreign-clients.ts'
import {rehearse, type Answer} from '../support/rehearse-command.ts'

/** Two steps of four, as a template that is to be filled in has them; the words are ours. */
const standIn = `
import os
import boto3

def lambda_handler(event, context):
    arn, token, step = event['SecretId'], event['ClientRequestToken'], event['Step']
    secrets = boto3.client('secretsmanager', endpoint_url=os.environ['SECRETS_MANAGER_ENDPOINT'])
    labels = secrets.describe_secret(SecretId=arn)['VersionIdsToStages']
    if token not in labels:
        raise ValueError('not a version of the secret')
    if 'AWSCURRENT' in labels[token]:
        return
    if step == 'createSecret':
        try:
            secrets.get_secret_value(SecretId=arn, VersionId=token, VersionStage='AWSPENDING')
        except secrets.exceptions.ResourceNotFoundException:
            made = secrets.get_random_password()['RandomPassword']
            secrets.put_secret_value(
                SecretId=arn, ClientRequestToken=token, SecretString=made, VersionStages=['AWSPENDING'])
    elif step in ('setSecret', 'testSecret'):
        raise NotImplementedError
    elif step == 'finishSecret':
        current = next(version for version, held in labels.items() if 'AWSCURRENT' in held)
        secrets.update_secret_version_stage(
            SecretId=arn, VersionStage='AWSCURRENT', MoveToVersionId=token, RemoveFromVersionId=current)
    else:
        raise ValueError('no such step')
`

const templates: readonly FunctionRow[] = [
  ['a stand-in', () => standIn],
  ...fromClone('SecretsManagerRotationTemplate'),
]

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrot-unfilled-'))
})
afterEach(() => rm(folder, {recursive: true, force: true}))

describe.skipIf(withoutBoto3)(
  `a template whose setSecret is to be filled in, on ${boto3Title}`,
  {timeout: 60_000},
  () => {
    it.each(templates)('is told as far as it is written, and where it ends: %s', async (_name, code) => {
      await writeFile(join(folder, 'lambda_function.py'), await code())
      const run = await rehearse([folder, '--only', 'loads-and-answers', '--seed', '7'])
      expect(run.exitCode).toBe(3)
      expect(run.stderr).toMatch(/· lambda_function\.lambda_handler · kind rand\n✔ createSecret/)
      expect(run.stderr).toMatch(/secretsmanager:PutSecretValue → ok\n✖ setSecret /)
      expect(run.stderr).toMatch(
        /✖ setSecret .* NotImplementedError at lambda_function\.py:\d+: the step is not written\n/,
      )
      expect(run.stderr).not.toMatch(/testSecret|finishSecret|Traceback/)
      expect(run.stdout).toMatch(/^✖ loads-and-answers · critical · 1 of 1 case$/m)
      expect(run.stdout).toMatch(/^ {2}observed setSecret failed: NotImplementedError$/m)
      expect(run.stdout).toMatch(/^ {2}hint +A step with nothing to do returns; it does not raise\./m)
      expect(run.stdout).not.toMatch(/testSecret|finishSecret|Traceback/)
    })

    it.each(templates)('has what was asked of later steps as not judged, with the reason: %s', async (_name, code) => {
      await writeFile(join(folder, 'lambda_function.py'), await code())
      const asked = ['create-labels-pending-only', 'finish-moves-label-once']
      const run = await rehearse([folder, ...asked.flatMap(id => ['--only', id]), '--cell', 'rotation', '--json'])
      const {items} = run.json as Answer
      expect(items.map(({id, verdict, reason}) => [id, verdict, reason])).toEqual([
        ['create-labels-pending-only', 'pass', null],
        ['finish-moves-label-once', 'skipped', 'finishSecret was not reached: setSecret failed'],
      ])
    })
  },
)
