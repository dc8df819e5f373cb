import type {Defect} from '../defect.ts'

/** Functions that break items of the class "event and token". */
export const eventAndTokenDefects: readonly Defect[] = [
  {
    name: 'module-left-out-of-the-zip',
    base: 'python/rand',
    item: 'loads-and-answers',
    change: [
      {
        from: `import boto3
`,
        to: `import boto3
import rotation_helpers
`,
      },
    ],
    trips: ['loads-and-answers'],
  },
  {
    name: 'unknown-step-does-nothing',
    base: 'node/rand',
    item: 'unknown-step-rejected',
    change: [
      {
        from: `    if (!Object.hasOwn(steps, step)) throw new Refusal('this is none of the four steps')
`,
        to: '',
      },
      {from: 'await steps[step]({...rotation, description})', to: 'await steps[step]?.({...rotation, description})'},
    ],
    trips: ['unknown-step-rejected'],
  },
  {
    name: 'step-by-default',
    base: 'python/rand',
    item: 'bad-event-rejected',
    change: [
      {
        from: `    for name in ("Step", "SecretId", "ClientRequestToken"):
`,
        to: `    event.setdefault("Step", "createSecret")
    for name in ("Step", "SecretId", "ClientRequestToken"):
`,
      },
    ],
    trips: ['bad-event-rejected'],
  },
  {
    name: 'token-without-labels-is-pending',
    base: 'node/rand',
    item: 'unknown-token-rejected',
    change: [
      {
        from: 'const labels = description.VersionIdsToStages?.[token]',
        to: "const labels = description.VersionIdsToStages?.[token] ?? ['AWSPENDING']",
      },
    ],
    trips: ['unknown-token-rejected', 'unlabelled-token-rejected', 'success-means-effect', 'hand-write-respected'],
  },
  {
    name: 'any-label-will-do',
    base: 'python/rand',
    item: 'unlabelled-token-rejected',
    change: [
      {
        from: `            raise Refusal("the version is neither AWSPENDING nor AWSCURRENT")
`,
        to: `            return description
`,
      },
    ],
    // Its success leaves a version without AWSPENDING.
    trips: ['unlabelled-token-rejected', 'success-means-effect'],
  },
  {
    name: 'current-token-is-an-error',
    base: 'node/rand',
    item: 'current-token-accepted',
    change: [
      {
        from: `    if (isCurrent(description, token)) return
    await steps`,
        to: `    if (isCurrent(description, token)) throw new Refusal('the version is AWSCURRENT already')
    await steps`,
      },
    ],
    // The service tries again where two overlapped, and is refused.
    trips: ['current-token-accepted', 'finish-repeat-is-noop', 'parallel-same-token', 'service-retry-settles'],
  },
  {
    name: 'rotation-may-be-off',
    base: 'python/rand',
    item: 'disabled-rotation-refused',
    change: [
      {
        from: `        if description.get("RotationEnabled") is False:
            raise Refusal("rotation is off")
`,
        to: '',
      },
    ],
    trips: ['disabled-rotation-refused'],
  },
  {
    name: 'narrow-pattern-of-arns',
    base: 'node/rand',
    item: 'secret-id-forms-accepted',
    change: [
      {
        from: `    if (!Object.hasOwn(steps, step)) throw new Refusal('this is none of the four steps')
`,
        to: `    if (!Object.hasOwn(steps, step)) throw new Refusal('this is none of the four steps')
    const isArn = /^arn:aws:secretsmanager:[a-z0-9-]+:\\d{12}:secret:[\\w/-]+$/.test(secretId)
    if (!isArn) throw new Refusal('this is no ARN of a secret')
`,
      },
    ],
    trips: ['secret-id-forms-accepted'],
  },
  {
    name: 'rotation-token-taken-for-granted',
    base: 'python/rep',
    item: 'event-extras-tolerated',
    change: [{from: 'event.get("RotationToken")', to: 'event["RotationToken"]'}],
    trips: ['event-extras-tolerated'],
  },
  {
    name: 'rotation-token-not-passed-on',
    base: 'node/rep',
    item: 'rotation-token-passed',
    change: [
      {
        from: `        ...(typeof rotationToken === 'string' ? {RotationToken: rotationToken} : {}),
`,
        to: '',
      },
    ],
    trips: ['rotation-token-passed'],
  },
]
