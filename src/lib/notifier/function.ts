/** The function that `secrot notify` deploys: a rule sends it events of Secrets Manager, it tells a topic. */
import {PublishCommand, SNSClient} from '@aws-sdk/client-sns'
import {now} from './clock.ts'
import {streamsOf} from './streams.ts'
import {tell} from './tell.ts'

const {TOPIC_ARN: TopicArn, WATCHED: watched, AWS_LAMBDA_LOG_GROUP_NAME: logGroup = ''} = process.env
/** Sent once: a message whose answer was lost would go out again. Lambda tries the event again where it was refused. */
const sns = new SNSClient({maxAttempts: 1})
const streams = streamsOf(logGroup)

/** Answers what it did, for the log and for tests. */
export const handler = async (event: unknown) =>
  tell(event, {
    streams,
    watched,
    now,
    async publish({subject: Subject, text: Message}) {
      await sns.send(new PublishCommand({TopicArn, Subject, Message}))
    },
  })
