import type {Defect} from '../defect.ts'

/** Functions that break items of the class "overlap and retirement". */
export const retirementDefects: readonly Defect[] = [
  {
    name: 'old-key-disabled-at-once',
    base: 'python/add-iam',
    item: 'old-credential-survives-finish',
    change: [
      {
        from: `                **taken_from,
            )
            return
        except`,
        to: `                **taken_from,
            )
            break
        except`,
      },
      {
        from: `                raise error
            time.sleep(wait)
`,
        to: `                raise error
            time.sleep(wait)
    old = json_of(stored_text(rotation.secret_id, VersionId=current)[0]) if current else None
    if old and old.get("accessKeyId") in keys_of(old["username"]):
        call(iam.update_access_key, UserName=old["username"], AccessKeyId=old["accessKeyId"], Status="Inactive")
`,
      },
    ],
    trips: [
      'old-credential-survives-finish',
      'rollback-still-works',
      'retirement-needs-no-use',
      'parallel-secrets-one-user',
      'crash-is-safe',
    ],
  },
  {
    name: 'idle-user-locked',
    base: 'node/alt',
    item: 'rollback-still-works',
    change: [
      {
        from: `import {setTimeout as sleep} from 'node:timers/promises'
`,
        to: `import {randomUUID} from 'node:crypto'
import {setTimeout as sleep} from 'node:timers/promises'
`,
      },
      {
        from: `      await call(secrets, new UpdateSecretVersionStageCommand(move))
      return
`,
        to: `      await call(secrets, new UpdateSecretVersionStageCommand(move))
      const former = jsonOf(await storedText(secretId, {VersionId: from}))
      if (former?.masterSecretId === undefined) return
      const master = await storedText(former.masterSecretId, {VersionStage: 'AWSCURRENT'})
      const {username: user, password} = parse(master, 'the master secret', ['username', 'password'])
      await ask(former.url, 'admin', {user, password, target: former.username, newPassword: randomUUID()})
      return
`,
      },
    ],
    trips: ['rollback-still-works', 'old-credential-survives-finish', 'crash-is-safe'],
  },
  {
    name: 'nothing-ever-expires',
    base: 'python/add-appsync',
    item: 'retirement-is-bounded',
    change: [
      {
        from: `    retire_previous(secret_id, token, description)
`,
        to: '',
      },
      // They would end by themselves soon enough.
      {from: 'return int(min(wanted, longest))', to: 'return int(longest)'},
    ],
    trips: [
      'retirement-is-bounded',
      'retirement-disables-first',
      'failed-retirement-retried',
      'orphans-stay-bounded',
      'lists-are-paged',
      'crash-is-safe',
    ],
  },
  {
    name: 'deleted-while-active',
    base: 'node/add-iam',
    item: 'retirement-disables-first',
    change: [
      {
        from: `    await call(iam, new UpdateAccessKeyCommand({...key, Status: 'Inactive'}))
`,
        to: '',
      },
    ],
    trips: ['retirement-disables-first'],
  },
  {
    name: 'use-not-asked-for',
    base: 'python/add-iam',
    item: 'retirement-needs-no-use',
    change: [
      {
        from: `    if use.get("LastUsedDate") is not None and use["LastUsedDate"] > ends_at:
        why = f"it was used at {use['LastUsedDate'].isoformat()} for {use['ServiceName']} in {use['Region']}"
`,
        to: `    print(f"{rotation.secret_id}: access key {key_id} was last used in {use.get('Region')}")
`,
      },
    ],
    trips: ['retirement-needs-no-use', 'parallel-secrets-one-user'],
  },
  {
    name: 'all-other-keys-expire',
    base: 'node/add-appsync',
    item: 'retires-only-its-own',
    change: [
      {
        from: `  const key = (await keysOf(apiId)).find(({id}) => id === old.apiKey)
  if (key === undefined || (ownerOf(key) ?? marked(description)) !== marked(description)) return
`,
        to: '',
      },
      {
        from: `  if (key.expires <= expires) return
  await call(appsync, new UpdateApiKeyCommand({apiId, id: key.id, expires}))
`,
        to: `  for (const key of await keysOf(apiId)) {
    if (key.expires <= expires || others.includes(key.id)) continue
    await call(appsync, new UpdateApiKeyCommand({apiId, id: key.id, expires}))
  }
`,
      },
    ],
    trips: ['retires-only-its-own', 'parallel-secrets-one-user', 'lists-are-paged'],
  },
  {
    name: 'failed-retirement-swallowed',
    base: 'node/add-appsync',
    item: 'failed-retirement-retried',
    change: [
      {
        from: `  await call(appsync, new UpdateApiKeyCommand({apiId, id: key.id, expires}))
`,
        to: `  await call(appsync, new UpdateApiKeyCommand({apiId, id: key.id, expires})).catch(() => undefined)
`,
      },
    ],
    trips: ['failed-retirement-retried'],
  },
  {
    name: 'abandoned-keys-stay',
    base: 'node/add-appsync',
    item: 'orphans-stay-bounded',
    change: [
      {
        from: `  if (!(await endWhatIsLeft(rotation, apiId, keys))) return
`,
        to: '',
      },
      // They would end by themselves soon enough.
      {from: 'return Math.min(wanted, longest)', to: 'return longest'},
    ],
    trips: ['orphans-stay-bounded'],
  },
]
