import {handlerNamed} from '../corpus.ts'
import type {Defect} from '../defect.ts'

/** Functions that break items of the class "privilege". */
export const privilegeDefects: readonly Defect[] = [
  {
    name: 'permission-of-the-retry-alone',
    base: 'node/rand',
    item: 'runs-under-minimal-policy',
    change: [
      {
        from: `  GetSecretValueCommand,
`,
        to: `  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
`,
      },
      {
        from: `  if ((await storedText(secretId, {VersionId: token})) !== undefined) return
`,
        to: `  if ((await storedText(secretId, {VersionId: token})) !== undefined) {
    const {Versions: versions} = await call(secrets, new ListSecretVersionIdsCommand({SecretId: secretId}))
    return console.log(\`\${secretId} has a value in one of \${versions.length} versions\`)
  }
`,
      },
    ],
    trips: ['runs-under-minimal-policy'],
  },
  {
    name: 'everything-allowed',
    base: 'python/rand',
    item: 'policy-fits-use',
    change: [],
    policy: () => [{Effect: 'Allow', Action: ['secretsmanager:*'], Resource: '*'}],
    trips: ['policy-fits-use'],
  },
  {
    name: 'more-than-it-needs',
    base: 'node/add-iam',
    item: 'policy-fits-use',
    change: [],
    policy: setup => [
      ...handlerNamed('node/add-iam').policy(setup),
      {
        Effect: 'Allow',
        Action: ['iam:DeleteUser'],
        Resource: `arn:aws:iam::${setup.accountId}:user/${setup.user.userName}`,
      },
    ],
    trips: ['policy-fits-use'],
  },
  {
    name: 'owner-looked-for-among-all-users',
    base: 'python/add-iam',
    item: 'touches-only-its-target',
    change: [
      {
        from: `    user = call(iam.get_user, UserName=pending["username"])["User"]
    if caller_of(pending)`,
        to: `    user = call(iam.get_user, UserName=pending["username"])["User"]
    for one in call(iam.list_users)["Users"]:
        owns = pending["accessKeyId"] in keys_of(one["UserName"])
        print(f"{one['UserName']} {'owns' if owns else 'does not own'} the pending access key")
    if caller_of(pending)`,
      },
    ],
    trips: ['touches-only-its-target'],
  },
]
