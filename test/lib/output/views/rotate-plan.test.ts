import {readFileSync} from 'node:fs'
import {describe, expect, it} from 'vitest'
import {themeFor} from '../../../../src/lib/output/theme.ts'
import type {ViewOptions} from '../../../../src/lib/output/view.ts'
import {rotatePlanView, type RotatePlanFacts} from '../../../../src/lib/output/views/rotate-plan.ts'

const options = (columns: number): ViewOptions => ({
  columns,
  tty: Number.isFinite(columns),
  theme: themeFor({isTTY: false, env: {}}),
  local: false,
  now: 0,
})

const versionId = '3e8b1c9d-5c0e-4a53-9a52-6f1d7f0c2b11'
const name = 'prod/graphql/api-key'
const plan: RotatePlanFacts = {
  name,
  words: [name],
  accountId: '111122223333',
  region: 'eu-central-1',
  callerArn: 'arn:aws:sts::111122223333:assumed-role/oncall/ada',
  versionId,
  functionName: 'graphql-key-rotation',
  credential: 'key',
  switchesOn: false,
  aws: [
    ['aws', 'secretsmanager', 'rotate-secret', '--secret-id', name],
    ['--client-request-token', versionId],
  ],
}

describe('the plan of a rotation', () => {
  it('is that of the transcripts at 100 columns, without the command that does not exist yet', () => {
    const picture = readFileSync(new URL('../../../golden/pictures/rotate-plan.txt', import.meta.url), 'utf8')
    const without = picture
      .split('\n')
      .filter(line => !line.startsWith('  undo'))
      .join('\n')
    expect(`${rotatePlanView(plan, options(100), () => false)}\n`).toBe(without)
  })

  it('names the undo as soon as there is one', () => {
    const undo = '  undo  secrot rollback prod/graphql/api-key, while the old key works'
    expect(rotatePlanView(plan, options(100), command => command === 'rollback').split('\n')).toContain(undo)
  })

  it('keeps the command on one line in a pipe, with whole ids', () => {
    const text = rotatePlanView(plan, options(Infinity), () => false)
    expect(text).toContain(`--secret-id ${name} --client-request-token ${versionId}`)
    expect(text).toContain(`new version ${versionId};`)
  })

  it('names the owner where there is no function, and quotes its name', () => {
    const {functionName: _, ...rest} = plan
    const aws = [['aws', 'secretsmanager', 'rotate-secret', '--secret-id', 'rds!cluster-4f1c']]
    const text = rotatePlanView(
      {...rest, name: 'rds!cluster-4f1c', owner: 'rds', credential: 'value', aws},
      options(100),
      () => false,
    )
    expect(text).toContain('rds rotates it, without a function')
    expect(text).toContain('then  consumers read the new value once rds has moved AWSCURRENT')
    expect(text).toContain("--secret-id 'rds!cluster-4f1c'")
  })

  it('shows the endpoint where it is not that of AWS, and says what else the call does', () => {
    const text = rotatePlanView(
      {...plan, endpointUrl: 'http://127.0.0.1:4566', switchesOn: true},
      options(100),
      () => false,
    )
    const [title, below] = text.split('\n')
    expect(title).toBe('Rotate prod/graphql/api-key · 111122223333 · eu-central-1 · assumed-role/oncall')
    expect(below).toBe('       http://127.0.0.1:4566')
    const wide = rotatePlanView({...plan, endpointUrl: 'http://127.0.0.1:4566'}, options(120), () => false)
    expect(wide.split('\n')[0]).toBe(`${title} · http://127.0.0.1:4566`)
    expect(text).toContain('  also  rotation is off: RotateSecret switches its schedule on again')
  })

  it('shows control characters of foreign names as escapes', () => {
    expect(rotatePlanView({...plan, functionName: 'f\u001b[31m'}, options(100), () => false)).toContain('f\\x1b[31m')
  })
})
