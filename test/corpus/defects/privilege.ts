import {handlerNamed} from '../corpus.ts'
import type {Defect} from '../defect.ts'

/** Functions that break items of the class "privilege". */
export const privilegeDefects: readonly Defect[] = [
  {
    name: 'audit-now-and-then',
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
        from: `const steps = {`,
        to: `const AUDITED = 3
let rotations = 0

const steps = {`,
      },
      {
        from: `async function createSecret({secretId, token, rotationToken}) {
  if ((await storedText(secretId, {VersionId: token})) !== undefined) return
`,
        to: `async function createSecret({secretId, token, rotationToken}) {
  if ((await storedText(secretId, {VersionId: token})) !== undefined) return
  rotations += 1
  if (rotations % AUDITED === 0) {
    const {Versions: versions} = await call(secrets, new ListSecretVersionIdsCommand({SecretId: secretId}))
    console.log(\`\${secretId} has \${versions.length} versions with labels\`)
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
