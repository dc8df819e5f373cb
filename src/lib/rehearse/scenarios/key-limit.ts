import type {Bench, StagedSecret} from '../bench.ts'
import type {Scenario} from '../item.ts'
import {createdWith, type Created} from './created.ts'

/** As many credentials as the target takes, made by somebody else, and a client that uses the current one. */
export const allTaken: Scenario<Created | undefined> = {
  name: 'key-limit/all-taken',
  group: 'key-limit',
  async play(bench) {
    const {target} = bench
    const {limit} = target
    if (limit === undefined || target.addForeign === undefined) return undefined
    for (let count = (await target.credentials()).length; count < limit; count += 1) await target.addForeign()
    return createdNow(bench)
  },
}

const HOUR_MS = 60 * 60 * 1000

/** An hour after R another one, while clients may still use the credential before. */
export const withinOverlap: Scenario<Created | undefined> = {
  name: 'key-limit/within-overlap',
  group: 'key-limit',
  async play(bench) {
    const {ok} = await bench.rotate()
    if (!ok) return undefined
    await bench.advance(HOUR_MS)
    await usedBy(bench, 'AWSPREVIOUS')
    return createdNow(bench)
  },
}

/** createSecret, while a client uses the current credential. */
async function createdNow(bench: Bench): Promise<Created> {
  await usedBy(bench, 'AWSCURRENT')
  return createdWith(bench)
}

async function usedBy(bench: Bench, label: string, secret: StagedSecret = bench.secret): Promise<void> {
  const value = bench.value(label, secret)
  if (value !== undefined) await secret.target.use(value)
}
