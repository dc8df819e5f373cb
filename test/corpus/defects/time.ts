import type {Defect} from '../defect.ts'

/** Functions that break items of the class "time". */
export const timeDefects: readonly Defect[] = [
  {
    name: 'fourteen-tests-in-a-row',
    base: 'node/add-iam',
    item: 'fits-time-budget',
    change: [
      {
        from: '  if ((await callerOf(pending)) !== user.Arn) throw',
        to: `  for (let tests = 0; tests < 13; tests += 1) {
    await callerOf(pending)
    await sleep(1750)
  }
  if ((await callerOf(pending)) !== user.Arn) throw`,
      },
    ],
    trips: ['fits-time-budget'],
  },
  {
    name: 'nap-before-the-test',
    base: 'python/add-iam',
    item: 'no-fixed-sleep',
    change: [
      {
        from: `    user = call(iam.get_user, UserName=pending["username"])["User"]
    if caller_of(pending)`,
        to: `    user = call(iam.get_user, UserName=pending["username"])["User"]
    time.sleep(12)
    if caller_of(pending)`,
      },
    ],
    trips: ['no-fixed-sleep'],
  },
  {
    name: 'waits-for-any-reply',
    base: 'node/rep',
    item: 'hung-call-gives-up',
    change: [
      {from: 'body: JSON.stringify(body), signal})', to: 'body: JSON.stringify(body)})'},
      {
        from: `    const signal = AbortSignal.timeout(4000)
`,
        to: '',
      },
    ],
    trips: ['hung-call-gives-up'],
  },
]
