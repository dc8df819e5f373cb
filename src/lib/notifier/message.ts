import type {News} from './news.ts'

export interface Message {
  /** As SNS takes it: one line of ASCII, at most 100 characters. */
  readonly subject: string
  readonly text: string
}

/** What a person is told: the secret, the step, and the first command, which changes nothing. */
export function messageOf(news: News): Message {
  const {outcome, secretArn, versionId = 'not named by the event', at} = news
  const [, , , region, account] = secretArn.split(':')
  const name = nameIn(secretArn)
  const lines = [
    sentenceOf(news, name),
    '',
    `Secret   ${secretArn}`,
    `Version  ${versionId}`,
    `Step     ${stepOf(news)}`,
    `Where    account ${account}, region ${region}`,
    `When     ${at}`,
    '',
    'First command (it changes nothing):',
    `  secrot ${outcome === 'succeeded' ? 'status' : 'doctor'} '${secretArn}'`,
    '',
    'The same of this version is told again after an hour at the earliest.',
  ]
  return {subject: subjectOf(`${headOf(news)}: ${name}`), text: lines.join('\n')}
}

export const TEST_MESSAGE: Message = {
  subject: 'Test message of secrot notify',
  text: [
    'This is the test message that somebody asked for with secrot notify --test.',
    '',
    'Where rotations of secrets that are watched fail, it is told here.',
    '',
    'What is watched:',
    '  secrot notify --list',
  ].join('\n'),
}

function headOf({outcome, ofTest, byLabel}: News): string {
  if (byLabel) return 'New current value'
  return `${ofTest ? 'Test of the rotation' : 'Rotation'} ${outcome}`
}

function sentenceOf({outcome, ofTest, byLabel, step}: News, name: string): string {
  if (byLabel) {
    return `${name} has another current value: a rotation succeeded, or somebody moved AWSCURRENT. The event does not say which.`
  }
  const rotation = ofTest ? 'test of the rotation' : 'rotation'
  switch (outcome) {
    case 'failed':
      return `The ${rotation} of ${name} failed${step === undefined ? '' : ` in ${step}`}.`
    case 'abandoned':
      return `The rotation of ${name} was abandoned: a version was made by hand meanwhile, and AWS took AWSPENDING away.`
    case 'succeeded':
      return `The rotation of ${name} succeeded.`
    default:
      return outcome satisfies never
  }
}

function stepOf({outcome, step}: News): string {
  return step ?? (outcome === 'succeeded' ? 'all are done' : 'not named by the event')
}

/** Without the six characters that Secrets Manager puts behind a name. */
function nameIn(secretArn: string): string {
  return secretArn
    .split(':')
    .slice(6)
    .join(':')
    .replace(/-[A-Za-z0-9]{6}$/, '')
}

// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
function subjectOf(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 97)}...`
}
