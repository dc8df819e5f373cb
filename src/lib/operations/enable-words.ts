import type {SecretDescription} from '../rotation/secret.ts'
import type {WantedRotation} from './enable-plan.ts'
import type {Preflight} from './enable-preflight.ts'

/** What follows once the change is made, a line each. */
export function thenLines(
  before: SecretDescription,
  {now, rules}: WantedRotation,
  {functionName, owner, permission}: Preflight,
): readonly string[] {
  const which = before.lastRotatedAt === undefined ? 'the first rotation' : 'a rotation'
  const isCron = rules.scheduleExpression?.startsWith('cron') === true
  return [
    ...(permission?.missing === true
      ? ['  also  Secrets Manager may not invoke the function yet: that is a question of its own']
      : []),
    `  then  ${now ? `${which} starts at once${byWhom(functionName, owner)}` : waits(functionName, owner)}`,
    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html, RotateImmediately
    ...(!now && before.rotationEnabled === true && !isCron
      ? [
          '  note  a rotation that is planned already may still come: AWS keeps it where a schedule counts days or hours',
        ]
      : []),
  ]
}

function byWhom(functionName: string | undefined, owner: string | undefined): string {
  const who = functionName === undefined ? `, by ${owner}` : `: ${functionName} runs four steps`
  return `${who} (--later: in the next window)`
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html, RotateImmediately */
function waits(functionName: string | undefined, owner: string | undefined): string {
  if (functionName === undefined) return `the next rotation waits for the next window; ${owner} makes it`
  return `${functionName} runs testSecret once with a copy of the value; the next rotation waits for the next window`
}
