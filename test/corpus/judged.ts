import {createHash} from 'node:crypto'
import {readFileSync} from 'node:fs'
import {ITEMS} from '../../src/lib/rehearse/all-items.ts'
import {itemReport} from '../../src/lib/rehearse/judge.ts'
import {rehearse, type Rehearsed, type RehearsalOptions} from '../../src/lib/rehearse/rehearse.ts'
import {targetChoice} from '../../src/lib/rehearse/targets/setup.ts'
import type {DeclaredTarget} from '../../src/lib/rehearse/targets-declared.ts'
import {startSandbox} from '../../src/lib/sandbox/index.ts'
import {zipFiles} from '../../src/lib/sandbox/runtime/zip.ts'
import {handlerNamed, TIMEOUT_SECONDS, type CorpusHandler, type CorpusSetup, type PolicyStatement} from './corpus.ts'
import {sourceOf, type Defect} from './defect.ts'

/** A function of the corpus as it is rehearsed; the other members are those of the handler it is made of. */
export interface CorpusCase {
  readonly handler: CorpusHandler
  /** Absent: the handler's own file. */
  readonly source?: string
  readonly policy?: readonly PolicyStatement[]
  readonly variables?: Readonly<Record<string, string>>
  readonly secretValue?: Readonly<Record<string, unknown>>
}

/** Stands for whatever the stage puts there. */
export const STAGED: CorpusSetup = {
  accountId: '111122223333',
  region: 'eu-central-1',
  secretArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:team/rehearsed-??????',
  user: {userName: '{{userName}}', accessKeyId: '{{accessKeyId}}', secretAccessKey: '{{secretAccessKey}}'},
  api: {apiId: '{{apiId}}', url: '{{url}}', apiKey: '{{apiKey}}'},
  login: {url: '{{url}}', replicaUrl: '{{replicaUrl}}', username: '{{username}}', password: '{{password}}'},
  masterSecretArn: '{{masterSecretArn}}',
  topicArn: '{{topicArn}}',
}

const TARGETS: Readonly<Record<CorpusHandler['target']['kind'], DeclaredTarget>> = {
  'iam-user': {kind: 'iam-user', name: 'svc-ci-deploy'},
  'appsync-api': {kind: 'appsync-api', name: 'orders'},
  login: {kind: 'login', name: 'svc'},
  'login-alternating': {kind: 'login', name: 'svc'},
  none: {kind: 'none'},
}

/** A defective function as it is rehearsed. */
export function caseOf(defect: Defect): CorpusCase {
  return {
    handler: handlerNamed(defect.base),
    source: sourceOf(defect),
    ...(defect.policy === undefined ? {} : {policy: defect.policy(STAGED)}),
    ...(defect.variables === undefined ? {} : {variables: defect.variables(STAGED)}),
    ...(defect.secretValue === undefined ? {} : {secretValue: defect.secretValue(STAGED)}),
  }
}

/** What a function of the corpus is rehearsed with. */
export function specOf({handler, source, policy, variables, secretValue}: CorpusCase): RehearsalOptions['spec'] {
  const python = handler.file.endsWith('.py')
  const text = source ?? readFileSync(new URL(handler.file, import.meta.url), 'utf8')
  const code = zipFiles({[python ? 'index.py' : 'index.mjs']: text})
  const {setup, name, otherSecrets} = targetChoice(TARGETS[handler.target.kind])
  return {
    subject: {
      source: handler.file,
      code,
      codeSha256: createHash('sha256').update(code).digest('base64'),
      handler: handler.handler,
      runtime: handler.runtime,
      timeoutMs: TIMEOUT_SECONDS * 1000,
      memoryMb: 128,
      variables: variables ?? handler.variables,
      layers: [],
      ...(policy === undefined ? {} : {shippedPolicy: {Version: '2012-10-17', Statement: policy}}),
      notes: [],
      findings: [],
    },
    secretValue: JSON.stringify(secretValue ?? handler.secretValue(STAGED)),
    secretName: 'team/rehearsed',
    targetName: name,
    target: setup,
    ...(otherSecrets === undefined ? {} : {otherSecrets}),
  }
}

/** Rehearses one function of the corpus. */
export function rehearseCase(one: CorpusCase, wish: Partial<RehearsalOptions> = {}): Promise<Rehearsed> {
  return rehearse({startSandbox, seed: 7, items: ITEMS, spec: specOf(one), ...wish})
}

/** Ids of the items that fail, in the contract's order, with what was observed. */
export function failuresOf({plan, tally}: Rehearsed): ReadonlyMap<string, string> {
  return new Map(
    ITEMS.map(item => itemReport(item, plan, tally.of(item)))
      .filter(({verdict}) => verdict === 'fail' || verdict === 'error')
      .map(({id, firstFailure, reason}) => [id, `${firstFailure?.cell ?? reason}: ${firstFailure?.observed ?? ''}`]),
  )
}
