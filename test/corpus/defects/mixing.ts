import type {Defect} from '../defect.ts'

/** Functions that break items of the class "mixing, concurrency, visibility". */
export const mixingDefects: readonly Defect[] = [
  {
    name: 'user-named-like-the-secret',
    base: 'python/add-iam',
    item: 'target-not-from-name',
    change: [
      {
        from: `    user = claimed_user(current["username"], rotation.description["ARN"])
`,
        to: `    named = rotation.secret_id.split(":")[6].rsplit("-", 1)[0].split("/")[-1]
    if named in [user["UserName"] for user in call(iam.list_users)["Users"]]:
        current["username"] = named
    user = claimed_user(current["username"], rotation.description["ARN"])
`,
      },
    ],
    trips: ['target-not-from-name'],
  },
  {
    name: 'current-value-remembered',
    base: 'node/rep',
    item: 'two-secrets-one-function',
    change: [
      {
        from: 'const steps = {',
        to: `let remembered
const steps = {`,
      },
      {
        from: `  return parse(text, 'AWSCURRENT')
`,
        to: `  remembered ??= parse(text, 'AWSCURRENT')
  return remembered
`,
      },
    ],
    trips: ['two-secrets-one-function'],
  },
  {
    name: 'loser-leaves-its-key',
    base: 'node/add-appsync',
    item: 'parallel-same-token',
    change: [
      {
        from: `    if (jsonOf(stored)?.apiKey !== own.id) await deleteKey(apiId, own.id)
`,
        to: '',
      },
    ],
    trips: ['parallel-same-token', 'kms-denied-is-clean'],
  },
  {
    name: 'claim-not-heeded',
    base: 'python/add-iam',
    item: 'parallel-secrets-one-user',
    change: [
      {
        from: `        raise Refusal(f"another secret rotates the keys of {user['Arn']}")
`,
        to: `        print(f"another secret rotates the keys of {user['Arn']}")
`,
      },
    ],
    // The other secret takes the key of this one for one that nobody holds.
    trips: ['parallel-secrets-one-user', 'create-revokes-nothing'],
  },
  {
    name: 'no-patience',
    base: 'python/alt',
    item: 'late-pending-visible',
    change: [{from: 'PATIENCE = (0.25, 0.5, 1, 2, 2, 2)', to: 'PATIENCE = ()'}],
    trips: ['late-pending-visible'],
  },
  {
    name: 'first-page-only',
    base: 'python/add-appsync',
    item: 'lists-are-paged',
    change: [
      {
        from: `        if not page.get("nextToken"):
            return keys
        token`,
        to: `        if page is not None:
            return keys
        token`,
      },
    ],
    trips: ['lists-are-paged'],
  },
  {
    name: 'labels-asked-for-in-create-only',
    base: 'python/rand',
    item: 'hand-write-respected',
    change: [
      {
        from: `        description = describe(secret_id, token)
        if holder`,
        to: `        if step == "createSecret":
            description = describe(secret_id, token)
        else:
            description = call(secrets.describe_secret, SecretId=secret_id)
        if holder`,
      },
    ],
    trips: ['hand-write-respected', 'unlabelled-token-rejected', 'disabled-rotation-refused'],
  },
]
