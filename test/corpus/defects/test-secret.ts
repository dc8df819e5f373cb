import type {Defect} from '../defect.ts'

/** Functions that break items of the class "testSecret". */
export const testSecretDefects: readonly Defect[] = [
  {
    name: 'promoted-by-set',
    base: 'python/rep',
    item: 'no-current-before-test',
    change: [
      {
        from: `            return replace_password(old, pending)
`,
        to: `            replace_password(old, pending)
            return finish_secret(secret_id, token, description, rotation_token)
`,
      },
    ],
    trips: [
      'no-current-before-test',
      'set-moves-no-label',
      'test-exercises-pending',
      'test-fails-on-rejected-value',
      'finish-moves-label-once',
      'success-means-effect',
      'crash-is-safe',
    ],
  },
  {
    name: 'reading-is-no-test',
    base: 'node/rep',
    item: 'test-exercises-pending',
    change: [
      {
        from: `  if (!(await logsIn(await pendingValue(secretId, token)))) throw new Refusal('the login service rejects AWSPENDING')
`,
        to: `  await pendingValue(secretId, token)
`,
      },
    ],
    trips: ['test-exercises-pending', 'test-fails-on-rejected-value', 'success-means-effect'],
  },
  {
    name: 'rejection-is-a-remark',
    base: 'python/rep',
    item: 'test-fails-on-rejected-value',
    change: [
      {
        from: `        raise Refusal("the login service rejects AWSPENDING")
`,
        to: `        print(f"{secret_id}: the login service rejects AWSPENDING")
`,
      },
    ],
    trips: ['test-fails-on-rejected-value', 'success-means-effect'],
  },
  {
    name: 'tested-with-the-current-value',
    base: 'python/alt',
    item: 'test-exercises-pending',
    change: [
      {
        from: `    if not logs_in(pending):
        raise Refusal("the login service rejects AWSPENDING")
`,
        to: `    if not logs_in(current_value(secret_id)):
        raise Refusal("the login service rejects AWSCURRENT")
`,
      },
    ],
    trips: ['test-exercises-pending', 'test-fails-on-rejected-value', 'success-means-effect'],
  },
  {
    name: 'any-caller-will-do',
    base: 'node/add-iam',
    item: 'test-checks-identity',
    change: [
      {
        from: `  if ((await callerOf(pending)) !== user.Arn) throw new Refusal('the pending access key is somebody else’s')
`,
        to: `  console.log(\`\${secretId}: \${user.Arn} called as \${await callerOf(pending)}\`)
`,
      },
    ],
    trips: ['test-checks-identity'],
  },
  {
    name: 'twelve-seconds-are-enough',
    base: 'python/add-iam',
    item: 'test-waits-for-propagation',
    change: [{from: 'KEY_SPREAD_SECONDS = 30', to: 'KEY_SPREAD_SECONDS = 12'}],
    trips: ['test-waits-for-propagation'],
  },
  {
    name: 'five-seconds-are-enough',
    base: 'node/add-appsync',
    item: 'test-waits-for-propagation',
    change: [{from: 'const KEY_SPREAD_MS = 30_000', to: 'const KEY_SPREAD_MS = 5000'}],
    trips: ['test-waits-for-propagation'],
  },
  {
    name: 'test-that-writes',
    base: 'node/rep',
    item: 'test-changes-nothing',
    change: [
      {
        from: `  if (!(await logsIn(await pendingValue(secretId, token)))) throw new Refusal('the login service rejects AWSPENDING')
`,
        to: `  const {url, username: user, password} = await pendingValue(secretId, token)
  const change = {user, password, newPassword: password}
  if (!(await ask(url, 'password', change))) throw new Refusal('the login service rejects AWSPENDING')
`,
      },
    ],
    trips: ['test-changes-nothing'],
  },
  {
    name: 'must-differ-from-current',
    base: 'python/rand',
    item: 'test-accepts-copy-of-current',
    change: [
      {
        from: `    parse(text, "AWSPENDING")

`,
        to: `    parse(text, "AWSPENDING")
    if text == stored_text(secret_id, VersionStage="AWSCURRENT"):
        raise Refusal("AWSPENDING holds the value of AWSCURRENT")

`,
      },
    ],
    trips: ['test-accepts-copy-of-current'],
  },
  {
    name: 'test-needs-a-permission',
    base: 'node/add-iam',
    item: 'test-needs-no-rights',
    change: [
      {
        from: `  const {User: user} = await call(iam, new GetUserCommand({UserName: pending.username}))
  if ((await callerOf`,
        to: `  const {User: user} = await call(iam, new GetUserCommand({UserName: pending.username}))
  const own = new IAMClient({...options, credentials: pending})
  await callerOf(pending)
  await call(own, new ListAccessKeysCommand({UserName: pending.username}))
  if ((await callerOf`,
      },
    ],
    trips: ['test-needs-no-rights'],
  },
]
