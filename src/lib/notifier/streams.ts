import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  DescribeLogStreamsCommand,
  ResourceAlreadyExistsException,
} from '@aws-sdk/client-cloudwatch-logs'
import type {Streams} from './told.ts'

/** An hour has no more attempts than a few; a version that fails for weeks has some hundreds. */
const MOST_PAGES = 100

/** Streams of a log group. */
export function streamsOf(logGroupName: string, client = new CloudWatchLogsClient({})): Streams {
  return {
    async list(logStreamNamePrefix) {
      const found: {name: string; madeAt: number}[] = []
      let nextToken: string | undefined
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const answer = await client.send(
          new DescribeLogStreamsCommand({
            logGroupName,
            logStreamNamePrefix,
            ...(nextToken === undefined ? {} : {nextToken}),
          }),
        )
        for (const {logStreamName: name = '', creationTime: madeAt = 0} of answer.logStreams ?? [])
          found.push({name, madeAt})
        nextToken = answer.nextToken
        if (nextToken === undefined) break
      }
      return found
    },
    async make(logStreamName) {
      try {
        await client.send(new CreateLogStreamCommand({logGroupName, logStreamName}))
        return true
      } catch (error) {
        if (error instanceof ResourceAlreadyExistsException) return false
        throw error
      }
    },
  }
}
