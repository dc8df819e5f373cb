import type {Defect} from '../defect.ts'

/** Functions that break items of the class "crash matrix". */
export const crashMatrixDefects: readonly Defect[] = [
  {
    name: 'second-key-of-a-lost-reply',
    base: 'node/add-appsync',
    item: 'crash-is-safe',
    change: [
      {
        from: `  if (answer.attempts === 1) return key
`,
        to: `  if (answer !== undefined) return key
`,
      },
    ],
    trips: ['crash-is-safe'],
  },
  {
    name: 'lock-without-an-end',
    base: 'python/add-iam',
    item: 'crash-is-live',
    change: [
      {
        from: `    keys = keys_of(current["username"])
    user.update`,
        to: `    lock = {"UserName": current["username"]}
    if "rotation:lock" in [tag["Key"] for tag in call(iam.get_user, **lock)["User"].get("Tags", [])]:
        raise Refusal("another rotation is at work")
    call(iam.tag_user, **lock, Tags=[{"Key": "rotation:lock", "Value": "locked"}])
    try:
        create_key(rotation, user, current, stored_at)
    finally:
        call(iam.untag_user, **lock, TagKeys=["rotation:lock"])


def create_key(rotation, user, current, stored_at):
    keys = keys_of(current["username"])
    user.update`,
      },
    ],
    trips: [
      'crash-is-live',
      'create-leaves-no-orphan',
      'runs-under-minimal-policy',
      'lists-are-paged',
      'crash-is-safe',
      'service-retry-settles',
    ],
  },
  {
    name: 'second-time-refused',
    base: 'node/alt',
    item: 'service-retry-settles',
    change: [
      {
        from: `  if (await logsIn(pending)) return
`,
        to: `  if (await logsIn(pending)) throw new Refusal('the other user has its new password already')
`,
      },
    ],
    // Whenever setSecret comes a second time, whatever stopped the rotation.
    trips: ['service-retry-settles', 'kms-denied-is-clean', 'parallel-same-token'],
  },
]
