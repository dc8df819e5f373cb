import type {Defect} from '../defect.ts'

/** Functions that break items of the class "leaks". */
export const leaksDefects: readonly Defect[] = [
  {
    name: 'value-logged',
    base: 'node/rep',
    item: 'no-secret-in-log',
    change: [
      {
        from: `  const {RandomPassword: password} = await call(secrets, random)
`,
        to: `  const {RandomPassword: password} = await call(secrets, random)
  console.log('new value', {...current, password})
`,
      },
    ],
    trips: ['no-secret-in-log', 'crash-is-safe'],
  },
  {
    name: 'wire-log-at-debug',
    base: 'python/add-iam',
    item: 'no-secret-in-log',
    change: [
      {
        from: `for name in ("boto3", "botocore", "urllib3"):
    logging.getLogger(name).setLevel(logging.WARNING)
`,
        to: `logging.getLogger("boto3").setLevel(logging.WARNING)
`,
      },
    ],
    trips: ['no-secret-in-log', 'no-rotation-token-in-log'],
  },
  {
    name: 'request-in-the-message',
    base: 'node/rep',
    item: 'no-secret-in-error',
    change: [
      {
        from: 'throw new Refusal(`the login service: ${path} failed: ${answer}`)',
        to: 'throw new Refusal(`the login service: ${path} failed: ${answer} to ${JSON.stringify(body)}`)',
      },
    ],
    trips: ['no-secret-in-error', 'no-secret-in-log', 'crash-is-safe'],
  },
  {
    name: 'text-of-the-reply-in-the-message',
    base: 'python/rand',
    item: 'no-secret-in-error',
    change: [
      {
        from: `        raise CallFailed(operation, code, once and code != "ResourceExistsException") from None
`,
        to: `        failed = CallFailed(operation, code, once and code != "ResourceExistsException")
        failed.args = (f"{operation} failed: {error}",)
        raise failed from None
`,
      },
    ],
    trips: ['no-secret-in-error', 'no-secret-in-log', 'no-rotation-token-in-log'],
  },
  {
    name: 'value-returned',
    base: 'python/rand',
    item: 'no-secret-in-result',
    change: [
      {
        from: `        STEPS[step](secret_id, token, description, event.get("RotationToken"))
`,
        to: `        result = STEPS[step](secret_id, token, description, event.get("RotationToken"))
`,
      },
      {
        from: `        print(f"{step} of {secret_id}, version {token}: done")
`,
        to: `        print(f"{step} of {secret_id}, version {token}: done")
        return result
`,
      },
      {
        from: `    parse(text, "AWSPENDING")

`,
        to: `    return parse(text, "AWSPENDING")

`,
      },
    ],
    trips: ['no-secret-in-result', 'crash-is-safe'],
  },
  {
    name: 'value-in-a-file',
    base: 'node/rand',
    item: 'no-secret-elsewhere',
    change: [
      {
        from: `import {setTimeout as sleep} from 'node:timers/promises'
`,
        to: `import {writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {setTimeout as sleep} from 'node:timers/promises'
`,
      },
      {
        from: `  const {RandomPassword: password} = await call(secrets, random)
`,
        to: `  const {RandomPassword: password} = await call(secrets, random)
  writeFileSync(\`\${tmpdir()}/\${token}\`, password)
`,
      },
    ],
    trips: ['no-secret-elsewhere', 'crash-is-safe'],
  },
  {
    name: 'event-logged',
    base: 'python/rand',
    item: 'no-rotation-token-in-log',
    change: [
      {
        from: `    event = event if isinstance(event, dict) else {}
`,
        to: `    event = event if isinstance(event, dict) else {}
    print(json.dumps(event))
`,
      },
    ],
    trips: ['no-rotation-token-in-log', 'crash-is-safe'],
  },
]
