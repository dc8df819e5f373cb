import {handlerNamed} from '../corpus.ts'
import type {Defect} from '../defect.ts'

/** Functions that break items of the class "setSecret". */
export const setSecretDefects: readonly Defect[] = [
  {
    name: 'target-changed-before-the-value-is-stored',
    base: 'node/rep',
    item: 'set-after-pending-stored',
    change: [
      {
        from: `  const {RandomPassword: password} = await call(secrets, random)
`,
        to: `  const {RandomPassword: password} = await call(secrets, random)
  const change = {user: current.username, password: current.password, newPassword: password}
  if (!(await ask(current.url, 'password', change))) throw new Refusal('the login service refused the new password')
`,
      },
    ],
    trips: [
      'set-after-pending-stored',
      'kms-denied-is-clean',
      'late-pending-visible',
      'crash-is-safe',
      'crash-is-live',
      'service-retry-settles',
    ],
  },
  {
    name: 'whatever-is-pending',
    base: 'python/rep',
    item: 'set-reads-its-version',
    change: [
      {
        from: `    pending = pending_value(secret_id, token)
    if logs_in(pending):
`,
        to: `    pending = parse(stored_text(secret_id, PATIENCE, VersionStage="AWSPENDING"), "AWSPENDING")
    if not is_same_login(current_value(secret_id), pending):
        raise Refusal("AWSPENDING and AWSCURRENT name different logins")
    if logs_in(pending):
`,
      },
    ],
    trips: ['set-reads-its-version'],
  },
  {
    name: 'each-visit-noted-on-the-secret',
    base: 'node/alt',
    item: 'set-repeat-changes-nothing',
    change: [
      {
        from: `  PutSecretValueCommand,
`,
        to: `  PutSecretValueCommand,
  TagResourceCommand,
`,
      },
      {
        from: `  if (await logsIn(pending)) return
`,
        to: `  const Tags = [{Key: 'last-set', Value: new Date().toISOString()}]
  await call(secrets, new TagResourceCommand({SecretId: secretId, Tags}))
  if (await logsIn(pending)) return
`,
      },
    ],
    trips: ['set-repeat-changes-nothing'],
  },
  {
    name: 'current-before-pending',
    base: 'python/rep',
    item: 'set-tries-pending-first',
    change: [
      {
        from: `    if logs_in(pending):
        return
    for`,
        to: '    for',
      },
    ],
    trips: ['set-tries-pending-first', 'kms-denied-is-clean', 'parallel-same-token', 'service-retry-settles'],
  },
  {
    name: 'previous-not-tried',
    base: 'node/rep',
    item: 'set-falls-back-to-previous',
    change: [{from: "['AWSCURRENT', 'AWSPREVIOUS']", to: "['AWSCURRENT']"}],
    trips: ['set-falls-back-to-previous'],
  },
  {
    name: 'locked-out-and-silent',
    base: 'python/rep',
    item: 'set-fails-when-locked-out',
    change: [
      {
        from: `    raise Refusal("the login service takes none of the values of AWSPENDING, AWSCURRENT and AWSPREVIOUS")
`,
        to: `    print(f"{secret_id}: the login service takes none of the values")
`,
      },
    ],
    trips: ['set-fails-when-locked-out', 'success-means-effect'],
  },
  {
    name: 'any-user-of-the-same-place',
    base: 'node/rep',
    item: 'set-refuses-other-identity',
    change: [
      {from: 'return one.url === other.url && one.username === other.username', to: 'return one.url === other.url'},
    ],
    trips: ['set-refuses-other-identity'],
  },
  {
    name: 'any-user-of-the-master',
    base: 'python/alt',
    item: 'set-refuses-other-identity',
    change: [
      {
        from: `    return same_place and pending["username"] in users
`,
        to: `    return same_place and users
`,
      },
      {from: ' or pending["username"] != other_user(current["username"]):', to: ':'},
    ],
    trips: ['set-refuses-other-identity'],
  },
  {
    name: 'previous-label-moved-early',
    base: 'node/rep',
    item: 'set-moves-no-label',
    change: [
      {
        from: `    if (await logsIn(old)) return replacePassword(old, pending)
`,
        to: `    if (await logsIn(old)) {
      await replacePassword(old, pending)
      const move = {SecretId: secretId, VersionStage: 'AWSPREVIOUS', MoveToVersionId: holderOf(description, 'AWSCURRENT')}
      const from = holderOf(description, 'AWSPREVIOUS')
      if (from !== undefined) move.RemoveFromVersionId = from
      await call(secrets, new UpdateSecretVersionStageCommand(move))
      return undefined
    }
`,
      },
    ],
    trips: ['set-moves-no-label', 'success-means-effect', 'crash-is-safe'],
  },
  {
    name: 'first-of-two-places-decides',
    base: 'node/rep',
    item: 'set-completes-partial-change',
    change: [
      {
        from: `    if (await logsIn(old)) return replacePassword(old, pending)
`,
        to: `    if (await logsIn(old)) {
      await replacePassword(old, pending)
      if (old.replicaUrl !== undefined) {
        await replacePassword({...old, url: old.replicaUrl}, {...pending, url: old.replicaUrl})
      }
      return undefined
    }
`,
      },
    ],
    secretValue: setup => ({...handlerNamed('node/rep').secretValue(setup), replicaUrl: setup.login.replicaUrl}),
    trips: ['set-completes-partial-change', 'success-means-effect', 'crash-is-live', 'service-retry-settles'],
  },
]
