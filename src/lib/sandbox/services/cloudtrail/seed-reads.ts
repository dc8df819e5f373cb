import type {Principal} from '../../kernel.ts'
import type {Actors} from './actors.ts'
import {newChunk, type Chunk} from './chunk.ts'
import type {Subjects} from './resources.ts'

/** Reads of secrets by an application: what fills the trail of a real account. */
export interface SeededReads {
  readonly count: number
  /** Epoch ms; the reads are spread evenly between the two. They can be looked up at once. */
  readonly from: number
  readonly to: number
  /** Read in turn; all of one account and region. */
  readonly secretArns: readonly string[]
}

const chunkSize = 65_536

/** Account and region of the secrets. Throws when there are none, or of several places. */
export function placeOf({secretArns}: SeededReads): {accountId: string; region: string} {
  const places = new Set(secretArns.map(arn => arn.split(':').slice(3, 5).join(' ')))
  const [region, accountId] = [...places][0]?.split(' ') ?? []
  if (places.size !== 1 || region === undefined || accountId === undefined) {
    throw new Error('Seeded reads need secrets of one account and region.')
  }
  return {accountId, region}
}

/** The reads as chunks in the order of time, numbered from `firstSequence`. */
export function* chunksOfReads(
  reads: SeededReads,
  firstSequence: number,
  actors: Actors,
  subjects: Subjects,
): Generator<Chunk> {
  const {accountId} = placeOf(reads)
  const {count, from, to, secretArns} = reads
  const actor = actors.numberOf({principal: reader(accountId), sourceIp: '198.51.100.7', userAgent: 'aws-sdk-java/2'})
  const numbers = secretArns.map(ARN => subjects.numberOf([{ARN, type: 'AWS::SecretsManager::Secret', accountId}]))
  for (let done = 0; done < count; done += chunkSize) {
    const length = Math.min(chunkSize, count - done)
    const chunk = newChunk(length)
    for (let index = 0; index < length; index++) {
      const number = done + index
      const at = Math.floor(from + ((to - from) * number) / count)
      chunk.at[index] = at
      chunk.seenAt[index] = at
      chunk.sequence[index] = firstSequence + number
      chunk.actor[index] = actor
      chunk.subject[index] = numbers[number % numbers.length] ?? 0
    }
    chunk.length = length
    yield chunk
  }
}

function reader(accountId: string): Principal {
  return {
    kind: 'assumed-role',
    accountId,
    arn: `arn:aws:sts::${accountId}:assumed-role/application/reader`,
    accessKeyId: 'ASIASEEDEDREADER0000',
    userId: 'AROASEEDEDREADER00000:reader',
    roleArn: `arn:aws:iam::${accountId}:role/application`,
  }
}
