import type {Defect} from '../defect.ts'

/** Functions that break items of the class "createSecret". */
export const createSecretDefects: readonly Defect[] = [
  {
    name: 'draft-under-a-version-of-its-own',
    base: 'python/rand',
    item: 'create-uses-given-token',
    change: [
      {
        from: `    passed_on = {"RotationToken": rotation_token} if isinstance(rotation_token, str) else {}
`,
        to: `    passed_on = {"RotationToken": rotation_token} if isinstance(rotation_token, str) else {}
    draft = {"SecretString": text, "VersionStages": ["AWSPENDING"], **passed_on}
    call(secrets.put_secret_value, SecretId=secret_id, **draft)
`,
      },
    ],
    trips: [
      'create-uses-given-token',
      'create-survives-lost-put',
      'success-means-effect',
      'parallel-same-token',
      'service-retry-settles',
    ],
  },
  {
    name: 'no-label-named',
    base: 'python/rand',
    item: 'create-labels-pending-only',
    change: [
      {
        from: `            VersionStages=["AWSPENDING"],
`,
        to: '',
      },
    ],
    trips: [
      'create-labels-pending-only',
      'no-current-before-test',
      'finish-moves-label-once',
      'success-means-effect',
      'late-pending-visible',
      'crash-is-safe',
    ],
  },
  {
    name: 'another-key-each-time',
    base: 'node/add-appsync',
    item: 'create-repeat-keeps-value',
    change: [
      {
        from: `  if (await hasValue(rotation)) return
  const current`,
        to: '  const current',
      },
      {from: 'const made = keys.filter(key => isMadeFor(description, key, token))', to: 'const made = []'},
      {
        from: `    if (jsonOf(stored)?.apiKey !== own.id) await deleteKey(apiId, own.id)
`,
        to: '',
      },
    ],
    trips: [
      'create-repeat-keeps-value',
      'create-leaves-no-orphan',
      'orphans-stay-bounded',
      'kms-denied-is-clean',
      'parallel-same-token',
      'lists-are-paged',
      'crash-is-safe',
    ],
  },
  {
    name: 'put-without-looking',
    base: 'python/rand',
    item: 'create-survives-lost-put',
    change: [
      {
        from: `    if stored_text(secret_id, VersionId=token) is not None:
        return
    text`,
        to: '    text',
      },
      {
        from: `        if stored is None:
            raise error
`,
        to: `        raise error
`,
      },
    ],
    trips: [
      'create-survives-lost-put',
      'create-repeat-keeps-value',
      'kms-denied-is-clean',
      'parallel-same-token',
      'late-pending-visible',
      'service-retry-settles',
    ],
  },
  {
    name: 'orphan-never-looked-for',
    base: 'node/add-iam',
    item: 'create-leaves-no-orphan',
    change: [
      {
        from: `  if (begun === undefined || begun.keys.includes(id)) return false
`,
        to: `  if (id !== undefined) return false
`,
      },
    ],
    trips: [
      'create-leaves-no-orphan',
      'orphans-stay-bounded',
      'lists-are-paged',
      'crash-is-safe',
      'crash-is-live',
      'service-retry-settles',
    ],
  },
  {
    name: 'room-made-by-the-other-key',
    base: 'python/add-iam',
    item: 'create-respects-key-limit',
    change: [
      {
        from: `        if key_id not in holders and is_left_behind(rotation, user["begun"], key):
`,
        to: `        if key_id not in holders:
`,
      },
    ],
    trips: ['create-respects-key-limit', 'create-revokes-nothing', 'retires-only-its-own', 'parallel-secrets-one-user'],
  },
  {
    name: 'previous-key-deleted-to-make-room',
    base: 'node/add-appsync',
    item: 'create-revokes-nothing',
    change: [
      {
        from: `  await claim(rotation, current, keys)
`,
        to: `  await claim(rotation, current, keys)
  const previous = jsonOf(await storedText(secretId, {VersionStage: 'AWSPREVIOUS'}))
  if (previous !== undefined) await deleteKey(apiId, previous.apiKey)
`,
      },
    ],
    trips: ['create-revokes-nothing', 'create-respects-key-limit', 'retirement-disables-first'],
  },
  {
    name: 'only-the-fields-it-knows',
    base: 'python/rep',
    item: 'create-keeps-other-fields',
    change: [
      {
        from: '{**current, "password": made["RandomPassword"]}',
        to: '{"url": current["url"], "username": current["username"], "password": made["RandomPassword"]}',
      },
    ],
    trips: ['create-keeps-other-fields', 'create-keeps-shape'],
  },
  {
    name: 'field-of-its-own-added',
    base: 'node/rand',
    item: 'create-keeps-shape',
    change: [
      {
        from: 'JSON.stringify({...current, [FIELD]: password})',
        to: 'JSON.stringify({...current, [FIELD]: password, rotatedAt: new Date().toISOString()})',
      },
    ],
    trips: ['create-keeps-shape'],
  },
  {
    name: 'lifetime-for-a-month',
    base: 'python/add-appsync',
    item: 'create-sets-lifetime',
    change: [
      {
        from: `    days = description.get("RotationRules", {}).get("AutomaticallyAfterDays", 365)
`,
        to: `    days = 20
`,
      },
    ],
    trips: ['create-sets-lifetime'],
  },
  {
    name: 'fields-not-looked-at',
    base: 'node/rep',
    item: 'malformed-current-named',
    change: [
      {
        from: `    if (typeof value[field] !== 'string' || value[field] === '') {
`,
        to: `    if (value[field] === '') {
`,
      },
    ],
    trips: ['malformed-current-named'],
  },
  {
    name: 'value-out-of-nothing',
    base: 'python/rand',
    item: 'missing-current-named',
    change: [
      {
        from: `        raise Refusal("no version is AWSCURRENT: store a first value")
`,
        to: `        text = json.dumps({FIELD: "none so far"})
`,
      },
    ],
    trips: ['missing-current-named'],
  },
  {
    name: 'first-value-must-be-a-key',
    base: 'node/add-iam',
    item: 'placeholder-first-value',
    change: [
      {
        from: `  const user = await claimedUser(current.username, description.ARN)
`,
        to: `  const isKey = /^AKIA[A-Z0-9]{16}$/.test(current.accessKeyId)
  if (!isKey) throw new Refusal('field accessKeyId of AWSCURRENT is not the id of an access key')
  const user = await claimedUser(current.username, description.ARN)
`,
      },
    ],
    trips: ['placeholder-first-value'],
  },
  {
    name: 'placeholder-used-as-a-key',
    base: 'python/add-iam',
    item: 'placeholder-first-value',
    change: [
      {
        from: `    user = claimed_user(current["username"], rotation.description["ARN"])
`,
        to: `    user = claimed_user(current["username"], rotation.description["ARN"])
    if caller_of(current) != user["arn"]:
        raise Refusal("the current access key is somebody else's")
`,
      },
    ],
    trips: ['placeholder-first-value'],
  },
]
