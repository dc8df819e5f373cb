import type {Defect} from '../defect.ts'

/** Functions that break items of the class "errors". */
export const errorsDefects: readonly Defect[] = [
  {
    name: 'failed-move-is-a-remark',
    base: 'python/rand',
    item: 'failure-is-reported',
    change: [
      {
        from: `            if error.code != "InvalidParameterException" or wait is None:
                raise error
`,
        to: `            if error.code != "InvalidParameterException" or wait is None:
                print(f"finishSecret of {secret_id}: {error}")
                return
`,
      },
    ],
    trips: ['failure-is-reported', 'success-means-effect', 'retries-are-bounded'],
  },
  {
    name: 'failed-put-is-a-remark',
    base: 'python/rand',
    item: 'success-means-effect',
    change: [
      {
        from: `        if stored is None:
            raise error
`,
        to: `        if stored is None:
            print(f"createSecret of {secret_id}: {error}")
`,
      },
    ],
    trips: ['success-means-effect', 'failure-is-reported', 'retries-are-bounded', 'kms-denied-is-clean'],
  },
  {
    name: 'cause-hidden',
    base: 'node/rand',
    item: 'real-cause-shown',
    change: [
      {from: 'super(`${operation} failed: ${error.code ?? error.name}`)', to: "super('AWS answered with an error')"},
    ],
    // What KMS refused is not told either.
    trips: ['real-cause-shown', 'kms-denied-is-clean'],
  },
  {
    name: 'bare-error',
    base: 'python/rand',
    item: 'error-names-secret-and-step',
    change: [
      {
        from: `    except (Refusal, CallFailed) as error:
        raise RuntimeError`,
        to: `    except Refusal as error:
        raise RuntimeError`,
      },
    ],
    trips: ['error-names-secret-and-step'],
  },
  {
    name: 'one-attempt',
    base: 'python/rand',
    item: 'throttle-retried',
    change: [{from: '"total_max_attempts": 5', to: '"total_max_attempts": 1'}],
    trips: ['throttle-retried'],
  },
  {
    name: 'busy-target-asked-for-ever',
    base: 'node/rep',
    item: 'retries-are-bounded',
    change: [
      {
        from: '    if (!isPassing || attempt === 5) throw',
        to: '    if (!isPassing || (attempt >= 5 && answer !== 429)) throw',
      },
    ],
    trips: ['retries-are-bounded'],
  },
  {
    name: 'key-left-when-the-put-is-refused',
    base: 'python/add-iam',
    item: 'kms-denied-is-clean',
    change: [
      {
        from: `        if key_id_in(text) != own:
            end_key(user, own)
`,
        to: '',
      },
    ],
    trips: ['kms-denied-is-clean'],
  },
  {
    name: 'topic-decides',
    base: 'node/rand',
    item: 'side-channel-cannot-fail-rotation',
    change: [
      {
        from: 'const FIELD = ',
        to: `import {PublishCommand, SNSClient} from '@aws-sdk/client-sns'

const sns = new SNSClient({maxAttempts: 1, requestHandler: {requestTimeout: 4000, throwOnRequestTimeout: true}})
const FIELD = `,
      },
      {
        from: `    await steps[step]({...rotation, description})
`,
        to: `    await steps[step]({...rotation, description})
    const message = {TopicArn: process.env.TOPIC_ARN, Message: \`\${secretId} was rotated to \${token}\`}
    if (step === 'finishSecret') await call(sns, new PublishCommand(message))
`,
      },
    ],
    variables: ({topicArn}) => ({TOPIC_ARN: topicArn}),
    trips: ['side-channel-cannot-fail-rotation', 'throttle-retried'],
  },
  {
    name: 'message-for-every-attempt',
    base: 'python/rand',
    item: 'notifies-once',
    change: [
      {
        from: `secrets = boto3.client("secretsmanager", config=config)
`,
        to: `secrets = boto3.client("secretsmanager", config=config)
sns = boto3.client("sns", config=Config(connect_timeout=2, read_timeout=3, retries={"total_max_attempts": 1}))
`,
      },
      {
        from: `def create_secret(secret_id, token, description, rotation_token):
`,
        to: `def create_secret(secret_id, token, description, rotation_token):
    try:
        call(sns.publish, TopicArn=os.environ["TOPIC_ARN"], Message=f"{secret_id} is rotated to {token}")
    except CallFailed as error:
        print(f"createSecret of {secret_id}: {error}")
`,
      },
    ],
    variables: ({topicArn}) => ({TOPIC_ARN: topicArn}),
    trips: ['notifies-once'],
  },
]
