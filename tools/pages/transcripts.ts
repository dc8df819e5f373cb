import {tellChanges} from './story-changes.ts'
import {tellDoctor} from './story-doctor.ts'
import {tellJournal} from './story-journal.ts'
import {tellNotify} from './story-notify.ts'
import {tellReads} from './story-reads.ts'
import {tellRehearsal} from './story-rehearsal.ts'
import {tellRehearse} from './story-rehearse.ts'
import {tellRotators} from './story-rotators.ts'
import {tellRetire} from './story-retire.ts'
import {tellStep} from './story-step.ts'

/** Command id → what stands in the terminal, the typed line first. */
export type Transcripts = Readonly<Record<string, readonly string[]>>

/** Runs every story, one after the other; each is the same every time. */
export async function tellAll(): Promise<Transcripts> {
  let told: Transcripts = {}
  const stories = [
    tellReads,
    tellDoctor,
    tellChanges,
    tellRetire,
    tellNotify,
    tellStep,
    tellJournal,
    tellRehearsal,
    tellRehearse,
    tellRotators,
  ]
  for (const tell of stories) told = {...told, ...(await tell())}
  return told
}
