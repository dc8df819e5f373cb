import {EXIT, SecrotError} from '../../errors.ts'

/** One rule listens in one region, to secrets of its own account. */
export function placesDiffer(one: string, other: string): SecrotError {
  return new SecrotError({
    code: 'REGION_CONFLICT',
    message: `${one} and ${other} are not in one account and region: each has a rule of its own.`,
    hint: 'Run it once for each.',
    exit: EXIT.usage,
  })
}

export function foreignAccount(secretArn: string, accountId: string): SecrotError {
  return new SecrotError({
    code: 'OTHER_ACCOUNT',
    message: `${secretArn} is not in account ${accountId}: its events go to the account that owns it.`,
    hint: 'Use a --profile of that account.',
    exit: EXIT.usage,
  })
}

export function topicElsewhere(topicArn: string, region: string): SecrotError {
  return new SecrotError({
    code: 'TOPIC_ELSEWHERE',
    message: `${topicArn} is not a standard topic of the account of the secrets in ${region}.`,
    hint: 'Name one of this account and region, or leave --topic out: secrot then makes one.',
    exit: EXIT.usage,
  })
}

export function noSuchTopic(topicArn: string): SecrotError {
  return new SecrotError({
    code: 'NOT_FOUND',
    message: `There is no topic ${topicArn}.`,
    hint: 'Name one that is there with --topic.',
  })
}

export function listFull(secrets: number): SecrotError {
  return new SecrotError({
    code: 'LIST_FULL',
    message: `The list of ${secrets} secrets is longer than the 4 KB that the variables of a function hold. Nothing was done.`,
    hint: 'Take one out: secrot notify SECRET --remove',
    exit: EXIT.unsafe,
  })
}

export function notBuilt(file: string, cause: unknown): SecrotError {
  return new SecrotError({
    code: 'NOTIFIER_NOT_BUILT',
    message: `The function of secrot notify is not in ${file}.`,
    hint: 'The published package of secrot has it; in a clone: npm run build',
    cause,
  })
}

export function nothingToTest(): SecrotError {
  return new SecrotError({
    code: 'NOT_SET_UP',
    message: 'Nothing is set up here that could send a test message.',
    hint: 'Set it up: secrot notify SECRET --email ADDRESS',
    exit: EXIT.unsafe,
  })
}

export function testFailed(functionArn: string, logGroup: string, errorType: string): SecrotError {
  return new SecrotError({
    code: 'TEST_MESSAGE_FAILED',
    message: `${functionArn} could not send the test message: ${errorType}.`,
    hint: `Its log says why: aws logs tail ${logGroup}`,
    exit: EXIT.unsafe,
  })
}
