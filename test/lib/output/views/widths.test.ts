import {describe, expect, it} from 'vitest'
import {EXIT, SecrotError} from '../../../../src/lib/errors.ts'
import type {RunStory} from '../../../../src/lib/operations/journal-story.ts'
import type {Candidate} from '../../../../src/lib/operations/rotate-candidates.ts'
import type {RotateManyResult} from '../../../../src/lib/operations/rotate-many.ts'
import type {SecretVersions} from '../../../../src/lib/operations/versions.ts'
import type {View} from '../../../../src/lib/output/view.ts'
import {journalView} from '../../../../src/lib/output/views/journal.ts'
import {manySummaryView} from '../../../../src/lib/output/views/rotate-many.ts'
import {versionsView} from '../../../../src/lib/output/views/versions.ts'
import {cellWidth} from '../../../../src/lib/output/width.ts'
import {pictureNow} from '../../../support/a-secret.ts'
import {stuckPicture, viewOptions} from '../../../support/pictures.ts'

const name = 'prod/orders/a-service-with-a-long-name/of-a-long-team/db'
const arn = `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${name}-Ab3dEf`
const begun = new Date(pictureNow - 3_600_000).toISOString()

// Secrets have plain names, labels may be anything.
const versions: SecretVersions = {
  scope: stuckPicture.scope,
  arn,
  name,
  versions: (stuckPicture.versions ?? []).map((version, index) => {
    return {...version, labels: [...version.labels, ...(index === 1 ? ['本番🔑', 'до-пятницы', 'w'.repeat(64)] : [])]}
  }),
  deprecatedShown: false,
  notRead: [],
  calls: 3,
}

const run: RunStory = {
  runId: '20261122-031531-4k7q',
  state: 'interrupted',
  command: 'rotate',
  argv: [name, '本番🔑'],
  startedAt: begun,
  account: '111122223333',
  region: 'eu-central-1',
  caller: 'arn:aws:sts::111122223333:assumed-role/oncall/本番-当番',
  changes: [],
  many: false,
  reveals: [
    {
      kind: 'reveal',
      at: begun,
      resource: arn,
      versionId: '5f0d2a71-04a7-4c1e-8f55-2a9be7d01c43',
      labels: [],
      field: '鍵',
    },
  ],
  damaged: [],
  torn: false,
}
const other: RunStory = {...run, runId: '20261122-021500-9p2x', state: 'ended', exitCode: 0, region: 'us-east-1'}

const refusal = new SecrotError({
  code: 'ACCESS_DENIED',
  message: `${arn} may not be described: 本番🔑 says no.`,
  exit: EXIT.denied,
})
const many: RotateManyResult = {
  earlier: [{arn, name: 'prod/early'}],
  candidates: [{name}, {name: 'prod/b'}, {name: 'prod/c'}] as unknown as readonly Candidate[],
  concurrency: 1,
  keepGoing: false,
  outcome: 'stopped',
  outcomes: [{kind: 'refused', error: refusal}, {kind: 'not-started', after: name}, {kind: 'planned'}],
  resumes: '20261122-021500-9p2x',
}

const views: readonly (readonly [string, (options: Parameters<View<unknown>>[1]) => string])[] = [
  ['versions', options => versionsView(versions, options)],
  ['journal', options => journalView({folder: '/state', run: null, runs: [run, other]}, options)],
  ['journal-run', options => journalView({folder: '/state', run: run.runId, runs: [run]}, options)],
  ['rotate-many', options => manySummaryView(many, options)],
]

describe.each(views)('%s', (view, shownWith) => {
  it.each([50, 80, 120])('fits into %i columns, wide characters included', async columns => {
    const shown = shownWith(viewOptions({columns}))
    // An ARN and a command are for pasting, so they are not broken: the terminal does that.
    const broken = shown.split('\n').filter(line => cellWidth(line) > columns && !/arn:|^ran /.test(line))
    await expect(`${shown}\n`).toMatchFileSnapshot(`../../../golden/widths/${view}-${columns}.txt`)
    expect(broken).toEqual([])
  })
})
