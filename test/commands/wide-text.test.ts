import {
  CreateSecretCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {cellWidth} from '../../src/lib/output/width.ts'
import {hour} from '../support/a-secret.ts'
import {type RotatingFleet, startFleet} from '../support/rotating-fleet.ts'

const name = 'prod/orders/a-service-with-a-long-name/of-a-long-team/db'

let fleet: RotatingFleet

beforeAll(async () => {
  fleet = await startFleet()
  const bad = await fleet.rotator('orders-db-rotation', {failsIn: 'testSecret', how: 'throws', saysVersion: true})
  const {VersionId} = await fleet.secrets.send(
    new CreateSecretCommand({
      Name: name,
      SecretString: 'x'.repeat(2048),
      Description: `${'界'.repeat(1000)}${'🔑'.repeat(20)}`.padEnd(2048, 'd'),
      Tags: [
        {Key: '環境', Value: '本番🔑'.repeat(20)},
        {Key: 'long', Value: 'v'.repeat(256)},
      ],
    }),
  )
  const label = {SecretId: name, VersionStage: '前の値🔑', MoveToVersionId: VersionId}
  await fleet.secrets.send(new UpdateSecretVersionStageCommand(label))
  await fleet.secrets.send(new PutSecretValueCommand({SecretId: name, SecretString: 'y'.repeat(2048)}))
  await fleet.rotate(name, {RotationLambdaARN: bad, RotationRules: {AutomaticallyAfterDays: 30}})
  await fleet.pass(hour)
})

afterAll(() => fleet[Symbol.asyncDispose]())

const lines: readonly (readonly [command: string, ...words: string[]])[] = [
  ['status'],
  ['status', name, '--full'],
  ['versions', name, '--deprecated'],
  ['history', name],
  ['doctor', name, '--all'],
  ['rotate', name, '--dry-run'],
  ['disable', name, '--dry-run'],
]

describe.each([50, 80, 120])('at %i columns', columns => {
  it.each(lines.map(line => [line] as const))(
    'secrot %j fits, whatever its description, tags and labels hold',
    async argv => {
      const {stdout} = await fleet.run(argv, {tty: {columns}, env: {NO_COLOR: '1'}, answerElse: 'n'})
      expect(stdout).not.toMatch(/界|x{20}|y{20}|v{20}/)
      // ARNs and commands are for pasting, so they are not broken: the terminal does that.
      const wide = stdout.split('\n').filter(line => cellWidth(line) > columns && !/arn:|aws |secrot /.test(line))
      expect(wide).toEqual([])
    },
  )
})
