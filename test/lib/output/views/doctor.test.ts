import {describe, expect, it} from 'vitest'
import type {RepairBegin, RepairStep} from '../../../../src/lib/operations/doctor-events.ts'
import type {
  DoctorResult,
  EvidenceReport,
  FindingReport,
  SecretReport,
} from '../../../../src/lib/operations/doctor-result.ts'
import {themeFor} from '../../../../src/lib/output/theme.ts'
import type {ViewOptions} from '../../../../src/lib/output/view.ts'
import {afterView, repairBeginLine, repairStepLine} from '../../../../src/lib/output/views/doctor-repair.ts'
import {doctorView} from '../../../../src/lib/output/views/doctor.ts'

const PENDING = '5f0d2a71-64fe-4a4b-9d0a-1c7b0c64d1aa'
const CURRENT = '8c1e77b0-0f0e-4c8e-8c44-0a6c1d2e3f4a'
const PREVIOUS = '2b94d0c5-9a8b-4c7d-8e6f-5a4b3c2d1e0f'
const at = (time: string) => `2026-11-22T${time}.000Z`
const ms = (time: string) => Date.parse(at(time))

const theme = themeFor({isTTY: false, env: {LANG: 'C.UTF-8'}})
const screen: ViewOptions = {columns: 100, tty: true, theme, local: false, now: ms('03:14:48')}
const pipe: ViewOptions = {...screen, columns: Number.POSITIVE_INFINITY, tty: false}

const part = (text: string, time?: string, again?: string) => ({
  text,
  at: time === undefined ? null : at(time),
  again: again === undefined ? null : at(again),
})

function proof(
  verb: string,
  on: {versionId?: string; subject?: string; label?: string},
  ...parts: EvidenceReport['parts']
): EvidenceReport {
  return {
    text: '',
    source: 'probe',
    at: at('03:14:50'),
    verb,
    versionId: on.versionId ?? null,
    subject: on.subject ?? null,
    label: on.label ?? null,
    parts,
  }
}

const finish: FindingReport = {
  id: 'pending-live-current-dead',
  severity: 'critical',
  group: 'condition',
  title: '',
  message: 'setSecret changed the password; testSecret timed out; AWSCURRENT was never moved.',
  url: 'https://docs.aws.amazon.com',
  fixClass: 'ask',
  causedBy: ['function-times-out'],
  evidence: [
    proof('rejects', {subject: 'a random value'}, part('probe', '03:14:50'), part('so its answers count')),
    proof('accepts', {versionId: PENDING, label: 'AWSPENDING'}, part('probe', '03:14:51'), part('same identity')),
    proof('rejects', {versionId: CURRENT, label: 'AWSCURRENT'}, part('probe', '03:14:52', '03:14:57')),
    proof('rejects', {versionId: PREVIOUS, label: 'AWSPREVIOUS'}, part('probe', '03:14:52', '03:14:57')),
    proof('idle', {}, part('RotationFailed', '02:44:21'), part('no log line since', '02:44:20')),
  ],
  advice: [],
  seenAt: null,
  resource: null,
  verdict: 'finish',
  accepted: null,
  refusedBecause: null,
  outcome: 'planned',
  callsMade: 0,
  plan: {
    name: 'finish',
    fixClass: 'ask',
    hits: 'new readers',
    hitsNote: 'they get the value that works',
    fingerprint: 'sha256:…',
    question: '',
    answeredBy: '--allow pending-live-current-dead',
    followedBy: null,
    undo: [],
    undoWhile: null,
    noUndoBecause: `none that helps: the target rejects ${CURRENT}`,
    not: ['drop AWSPENDING: hides the only working value', 'put the old value back: stays rejected'],
    attested: [],
    steps: [
      {kind: 'move', label: 'AWSCURRENT', from: CURRENT, to: PENDING},
      {kind: 'ask-target', versionId: PENDING},
      {kind: 'move', label: 'AWSPENDING', from: PENDING},
    ],
    calls: [],
  },
}

const timesOut: FindingReport = {
  ...finish,
  id: 'function-times-out',
  message: 'testSecret used 30.00 of 30 s three times, setSecret reached the same host in 1.4 s.',
  causedBy: [],
  evidence: [],
  fixClass: 'advice',
  advice: [
    'aws lambda update-function-configuration --function-name orders-db-rotation --timeout 60',
    'then doctor --fix offers testSecret once, as fresh proof (it changes nothing)',
  ],
  seenAt: at('02:44:20'),
  resource: 'arn:aws:lambda:eu-central-1:111122223333:function:orders-db-rotation',
  verdict: null,
  outcome: null,
  plan: null,
}

const secret: SecretReport = {
  arn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/orders/db-AbCdEf',
  name: 'prod/orders/db',
  verdict: 'stuck',
  consumers: 'refused',
  phase: {kind: 'pending', current: CURRENT, pending: PENDING, previous: PREVIOUS},
  headline: 'CONSUMERS ARE REFUSED. The target takes AWSPENDING and rejects AWSCURRENT.',
  facts: [PENDING, CURRENT, PREVIOUS].map(versionId => ({
    name: 'auth',
    versionId,
    value: 'no',
    source: 'probe',
    readAt: null,
  })),
  unread: [],
  states: [],
  refused: null,
  remarks: [],
  log: null,
  findings: [finish, timesOut],
  after: null,
  exitCode: 3,
}

const result: DoctorResult = {
  caller: {
    account: '111122223333',
    region: 'eu-central-1',
    arn: 'arn:aws:sts::111122223333:assumed-role/oncall/ada',
    clockSkewMs: 12,
  },
  secrets: [secret],
  failures: [],
  plan: null,
  summary: {
    secrets: 1,
    critical: 2,
    high: 0,
    medium: 0,
    low: 0,
    fixed: 0,
    refused: 0,
    accepted: 0,
    unread: 0,
    causes: [],
    posture: {critical: 0, high: 0, medium: 2, low: 1},
  },
  next: null,
}

describe('the report of doctor', () => {
  it('is the picture of the transcripts at 100 columns', () => {
    expect(doctorView({result, all: false, exitCode: 3}, screen)).toBe(`\
✖ prod/orders/db: CONSUMERS ARE REFUSED. The target takes AWSPENDING and rejects AWSCURRENT.

1  critical  pending-live-current-dead                                repair ready: finish (asks)
   setSecret changed the password; testSecret timed out; AWSCURRENT was never moved.
   hits   who reads from now on: they get the value that works
   proof  rejects  a random value          probe 03:14:50Z, so its answers count
          accepts  5f0d2a71  AWSPENDING    probe 03:14:51Z, same identity
          rejects  8c1e77b0  AWSCURRENT    probe 03:14:52Z and 03:14:57Z
          rejects  2b94d0c5  AWSPREVIOUS   probe 03:14:52Z and 03:14:57Z
          idle               RotationFailed 02:44:21Z, no log line since 02:44:20Z
   not    drop AWSPENDING: hides the only working value · put the old value back: stays rejected
   plan   1 UpdateSecretVersionStage  AWSCURRENT  8c1e77b0 → 5f0d2a71
          2 ask the target again with 5f0d2a71
          3 UpdateSecretVersionStage  AWSPENDING  off 5f0d2a71, which keeps AWSCURRENT
   undo   none that helps: the target rejects 8c1e77b0
2  critical  function-times-out                                 advice · causes 1 · seen 02:44:20Z
   testSecret used 30.00 of 30 s three times, setSecret reached the same host in 1.4 s.
   do     aws lambda update-function-configuration --function-name orders-db-rotation --timeout 60
          then doctor --fix offers testSecret once, as fresh proof (it changes nothing)

2 critical; posture: 2 medium, 1 low (--all); everything asked for was read (exit 3)`)
  })

  it('fits at 80 columns and leaves commands whole', () => {
    const lines = doctorView({result, all: false, exitCode: 3}, {...screen, columns: 80}).split('\n')
    const long = lines.filter(line => line.length > 80)
    expect(long.every(line => /^ +do {5}aws |^✖ |proof|since|2 critical/.test(line))).toBe(true)
    expect(lines).toContain(
      '   do     aws lambda update-function-configuration --function-name orders-db-rotation --timeout 60',
    )
  })

  it('gives whole ids and full times in a pipe and cuts nothing', () => {
    const text = doctorView({result, all: false, exitCode: 3}, pipe)
    expect(text).toContain(`accepts  ${PENDING}  AWSPENDING`)
    expect(text).toContain('probe 2026-11-22T03:14:51.000Z, same identity')
    expect(text).toContain(`AWSCURRENT  ${CURRENT} → ${PENDING}`)
  })

  it('shows what came from outside only escaped', () => {
    const hostile = {...finish, message: 'by \u001B[31marn\u202E', refusedBecause: 'x\u0007'}
    const text = doctorView(
      {result: {...result, secrets: [{...secret, findings: [hostile]}]}, all: false, exitCode: 3},
      screen,
    )
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
    expect(text).toContain(String.raw`by \x1b[31marn\u202e`)
  })

  it('prints a cause that several secrets share once, with the secrets', () => {
    const other = {
      ...secret,
      arn: `${secret.arn}2`,
      name: 'prod/ci/key',
      consumers: 'not asked' as const,
      headline: 'left over',
    }
    const two = {...result, secrets: [secret, {...other, findings: [timesOut]}]}
    const text = doctorView({result: two, all: false, exitCode: 3}, screen)
    expect(text.match(/function-times-out/g)).toHaveLength(1)
    expect(text).toContain('   in     2 secrets: prod/orders/db, prod/ci/key')
  })

  it('shows posture in full only with --all', () => {
    const posture: FindingReport = {
      ...timesOut,
      id: 'rotation-off',
      severity: 'medium',
      group: 'posture',
      message: 'Rotation was cancelled.',
      advice: [],
    }
    const one = {...result, secrets: [{...secret, findings: [finish, posture]}]}
    expect(doctorView({result: one, all: false, exitCode: 3}, screen)).not.toContain('rotation-off')
    expect(doctorView({result: one, all: true, exitCode: 3}, screen)).toContain('2  medium  rotation-off')
  })
})

describe('a repair', () => {
  const begin: RepairBegin = {
    index: 1,
    count: 1,
    plan: 'finish',
    secret: 'prod/orders/db',
    account: '111122223333',
    region: 'eu-central-1',
    callerArn: 'arn:aws:sts::111122223333:assumed-role/oncall/ada',
    evidence: [],
    details: finish.plan!,
    inReport: true,
  }
  const steps: readonly RepairStep[] = [
    {at: ms('03:15:37'), ok: true, name: 'read again', text: 'labels, events and probe are as planned'},
    {
      at: ms('03:15:38'),
      ok: true,
      name: 'AWSCURRENT',
      text: `${CURRENT} → ${PENDING}, seen in DescribeSecret`,
      seenAt: ms('03:15:39'),
    },
    {at: ms('03:15:40'), ok: true, name: 'target', text: 'accepts what consumers read now (probe)'},
    {at: ms('03:15:40'), ok: true, name: 'AWSPENDING', text: `taken off ${PENDING}`},
  ]

  it('shows the aws command of each call before it is asked for', () => {
    const aws = 'aws secretsmanager update-secret-version-stage …'
    const call = {service: 'secretsmanager', operation: 'UpdateSecretVersionStage', input: {}, aws}
    const details = {...finish.plan!, calls: [call, call]}
    expect(
      repairBeginLine({...begin, details}, screen)
        .split('\n')
        .slice(1),
    ).toEqual([`   aws    ${aws}`, `          ${aws}`])
  })

  it('tells its steps as in the transcripts', () => {
    expect([repairBeginLine(begin, screen), ...steps.map(step => repairStepLine(step, screen))].join('\n')).toBe(`\
Repair 1 of 1: finish · prod/orders/db · 111122223333 · eu-central-1 · assumed-role/oncall
03:15:37  ✔ read again   labels, events and probe are as planned
03:15:38  ✔ AWSCURRENT   8c1e77b0 → 5f0d2a71, seen in DescribeSecret 03:15:39
03:15:40  ✔ target       accepts what consumers read now (probe)
03:15:40  ✔ AWSPENDING   taken off 5f0d2a71`)
  })

  it('says what it achieved, what stays open and how it is recorded, as in the transcripts', () => {
    const repaired: DoctorResult = {
      ...result,
      secrets: [
        {
          ...secret,
          findings: [{...finish, outcome: 'fixed', callsMade: 2}, timesOut],
          after: {
            verdict: 'healthy',
            consumers: 'working',
            headline: 'the target takes AWSCURRENT.',
            findings: [timesOut],
            summary: 'repaired: who reads prod/orders/db again gets a working value; refused for 45m at most',
            notes: [
              {label: 'Still open', text: 'function-times-out: no rotation is offered until the function has changed'},
              {label: 'Not undone', text: `AWSPREVIOUS is ${CURRENT}, which the target rejects: rollback will refuse`},
              {label: 'Dates', text: 'AWS may go on showing 2026-10-23 as last rotated; the value in use is 45m old'},
            ],
            journalRun: '20261122-031531-4k7q',
          },
        },
      ],
      summary: {...result.summary, critical: 1},
    }
    expect(afterView({result: repaired, exitCode: 3}, screen)).toBe(`\
✔ repaired: who reads prod/orders/db again gets a working value; refused for 45m at most
  Still open  function-times-out: no rotation is offered until the function has changed
  Not undone  AWSPREVIOUS is 8c1e77b0, which the target rejects: rollback will refuse
  Dates       AWS may go on showing 2026-10-23 as last rotated; the value in use is 45m old
  Recorded    secrot journal 20261122-031531-4k7q
1 critical finding remains (exit 3)`)
    const stale = {
      ...finish,
      outcome: 'refused' as const,
      refusedBecause: `STATE_CHANGED: AWSPENDING is on c2f1a09e-0d6f-4a53-9a52-6f1d7f0c2b11, the plan said ${PENDING}. Nothing was done`,
    }
    const {after} = repaired.secrets[0]!
    const changed = {
      ...repaired,
      secrets: [{...secret, findings: [stale], after: after && {...after, summary: null, notes: [], journalRun: null}}],
    }
    expect(afterView({result: changed, exitCode: 3}, screen)).toBe(
      '✖ STATE_CHANGED: AWSPENDING is on c2f1a09e, the plan said 5f0d2a71. Nothing was done (exit 3)',
    )
  })
})
