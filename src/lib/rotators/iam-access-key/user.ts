import {hash} from 'node:crypto'
import {GetUserCommand, IAMClient, TagUserCommand} from '@aws-sdk/client-iam'
import {Refusal} from '../refusal.ts'
import type {RotatorContext} from '../rotator.ts'
import {begunIn, begunText, type Begun} from './begun.ts'

/** Tags of the user: which secret rotates its keys, and what `Begun` says. */
export const CLAIM_TAG = 'secrot:secret'
export const BEGUN_TAG = 'secrot:begun'

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html */
const LONGEST_TAG = 256

export interface RotatedUser {
  readonly userName: string
  readonly arn: string
  /** Absent: no rotation of this secret has begun to make a key. */
  readonly begun?: Begun
}

type Work = Pick<RotatorContext, 'clients' | 'secret'>

/** The user, who is rotated by one secret alone: two would each take the other's key for an old one. */
export async function claimedUser({clients, secret}: Work, userName: string): Promise<RotatedUser> {
  const {User: user} = await clients.of(IAMClient).send(new GetUserCommand({UserName: userName}))
  const tags = Object.fromEntries((user?.Tags ?? []).map(({Key, Value}) => [Key ?? '', Value ?? '']))
  const claim = tags[CLAIM_TAG]
  if (claim !== undefined && claim !== claimOf(secret.arn))
    throw new Refusal(
      `another secret rotates the keys of user ${userName}: its tag ${CLAIM_TAG} is ${claim}; take the tag away if that secret is gone`,
    )
  // Where the claim was taken away to hand the user over, the note that is left is another secret's, and so is its key.
  const begun = claim === undefined ? undefined : begunIn(tags[BEGUN_TAG])
  return {userName, arn: user?.Arn ?? '', ...(begun === undefined ? {} : {begun})}
}

/** Claims the user, and notes what is about to be done; undefined: nothing is. */
export async function claim({clients, secret}: Work, userName: string, begun: Begun | undefined): Promise<void> {
  const Tags = [
    {Key: CLAIM_TAG, Value: claimOf(secret.arn)},
    {Key: BEGUN_TAG, Value: begun === undefined ? '' : begunText(begun)},
  ]
  await clients.of(IAMClient).send(new TagUserCommand({UserName: userName, Tags}))
}

function claimOf(arn: string): string {
  return arn.length <= LONGEST_TAG ? arn : `sha256:${hash('sha256', arn)}`
}
