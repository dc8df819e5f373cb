import type {Defect} from '../defect.ts'

/** Functions that break items of the class "finishSecret". */
export const finishSecretDefects: readonly Defect[] = [
  {
    name: 'two-moves',
    base: 'node/rand',
    item: 'finish-moves-label-once',
    change: [
      {
        from: `      if (from !== undefined) move.RemoveFromVersionId = from
`,
        to: `      if (from !== undefined) move.RemoveFromVersionId = from
      const previous = holderOf(description, 'AWSPREVIOUS')
      if (from !== undefined && previous !== from) {
        const first = {...move, VersionStage: 'AWSPREVIOUS', MoveToVersionId: from, RemoveFromVersionId: previous}
        await call(secrets, new UpdateSecretVersionStageCommand(first))
      }
`,
      },
    ],
    trips: ['finish-moves-label-once'],
  },
  {
    name: 'first-label-of-a-version',
    base: 'python/rand',
    item: 'finish-finds-current-by-label',
    change: [
      {
        from: `        current = holder_of(description, "AWSCURRENT")
        taken`,
        to: `        versions = description["VersionIdsToStages"]
        current = next((each for each, labels in versions.items() if labels[0] == "AWSCURRENT"), None)
        taken`,
      },
    ],
    trips: ['finish-finds-current-by-label'],
  },
  {
    name: 'finished-again',
    base: 'node/rand',
    item: 'finish-repeat-is-noop',
    change: [
      {
        from: `    if (isCurrent(description, token)) return
    await steps`,
        to: `    if (isCurrent(description, token) && step !== 'finishSecret') return
    await steps`,
      },
    ],
    trips: ['finish-repeat-is-noop', 'current-token-accepted'],
  },
  {
    name: 'move-judged-by-its-reply',
    base: 'python/rand',
    item: 'finish-survives-lost-move',
    change: [
      {
        from: `        if holder_of(description, "AWSCURRENT") == token:
            return
        STEPS`,
        to: `        if holder_of(description, "AWSCURRENT") == token and step == "finishSecret":
            raise Refusal("AWSCURRENT is there already")
        if holder_of(description, "AWSCURRENT") == token:
            return
        STEPS`,
      },
      {
        from: `            # The move may have happened, or the labels were those of a moment ago.
            description = describe(secret_id, token)
            if holder_of(description, "AWSCURRENT") == token:
                return
            if error.code != "InvalidParameterException" or wait is None:
                raise error
            time.sleep(wait)
`,
        to: `            raise error
`,
      },
    ],
    trips: [
      'finish-survives-lost-move',
      'current-token-accepted',
      'finish-repeat-is-noop',
      'finish-rereads-stale-labels',
      'parallel-same-token',
      'service-retry-settles',
    ],
  },
  {
    name: 'empty-version-promoted',
    base: 'node/rand',
    item: 'finish-refuses-empty-pending',
    change: [
      {
        from: `  const stored = await storedText(secretId, {VersionId: token}, PATIENCE_MS)
  if (stored === undefined) throw new Refusal('its version has no value')
  let {description}`,
        to: '  let {description}',
      },
    ],
    trips: ['finish-refuses-empty-pending'],
  },
  {
    name: 'empty-version-id',
    base: 'node/rep',
    item: 'finish-without-current-is-clean',
    change: [
      {
        from: `      if (from !== undefined) move.RemoveFromVersionId = from
`,
        to: `      move.RemoveFromVersionId = from ?? ''
`,
      },
    ],
    trips: ['finish-without-current-is-clean'],
  },
  {
    name: 'labels-never-read-again',
    base: 'node/alt',
    item: 'finish-rereads-stale-labels',
    change: [
      {
        from: `      description = await describe(rotation)
      if (isCurrent(description, token)) return
      if (error.code !== 'InvalidParameterException' || wait === undefined) throw error
      await sleep(wait)
`,
        to: `      if (error.code === 'InvalidParameterException') throw error
      description = await describe(rotation)
      if (isCurrent(description, token)) return
      throw error
`,
      },
    ],
    // The client's own second try of a move whose reply was lost is refused in the same way.
    trips: ['finish-rereads-stale-labels', 'finish-survives-lost-move'],
  },
  {
    name: 'old-value-parsed-in-passing',
    base: 'python/rep',
    item: 'finish-ignores-broken-old-value',
    change: [
      {
        from: `    if stored_text(secret_id, PATIENCE, VersionId=token) is None:
`,
        to: `    current_value(secret_id)
    if stored_text(secret_id, PATIENCE, VersionId=token) is None:
`,
      },
    ],
    trips: ['finish-ignores-broken-old-value'],
  },
  {
    name: 'cleans-up-after-itself',
    base: 'node/rand',
    item: 'failure-keeps-pending',
    change: [
      {
        from: '    const reason = error instanceof Refusal',
        to: `    if (error instanceof CallFailed) {
      const removal = {SecretId: secretId, VersionStage: 'AWSPENDING', RemoveFromVersionId: token}
      await call(secrets, new UpdateSecretVersionStageCommand(removal)).catch(() => console.log('AWSPENDING stays'))
    }
    const reason = error instanceof Refusal`,
      },
    ],
    trips: ['failure-keeps-pending', 'create-repeat-keeps-value', 'kms-denied-is-clean', 'service-retry-settles'],
  },
]
