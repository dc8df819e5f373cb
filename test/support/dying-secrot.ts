import {resolve} from 'node:path'
import Put from '../../src/commands/put.ts'
import Rollback from '../../src/commands/rollback.ts'
import {runCli} from '../../src/lib/cli/main.ts'
import {programOf} from '../../src/lib/cli/program.ts'
import {processSurroundings} from '../../src/lib/cli/surroundings.ts'
import type {Context} from '../../src/lib/operations/context.ts'
import pjson from '../../package.json' with {type: 'json'}

// secrot in a process of its own, which is killed in the middle: `before N` its n-th change is sent, or `after N` it was
// answered. Started by test/cli/value-crash.test.ts.
const [when = '', nth = '', ...argv] = process.argv.slice(2)
let changes = 0

function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL')
  return new Promise(() => undefined)
}

type Change = (input: never) => Promise<unknown>

function dying(context: Context): Context['mutations'] {
  const mutationsOf: Context['mutations'] = context.mutations.bind(context)
  return scope => {
    const {secrets, ...others} = mutationsOf(scope)
    const watched = Object.entries(secrets as unknown as Record<string, Change>).map(([name, change]) => [
      name,
      async (input: never) => {
        changes += 1
        const isIt = changes === Number(nth)
        if (isIt && when === 'before') await die()
        const answer = await change(input)
        return isIt ? die() : answer
      },
    ])
    return {...others, secrets: Object.fromEntries(watched) as typeof secrets}
  }
}

const root = resolve(import.meta.dirname, '../..')
const config = await programOf({root, pjson: pjson as never, commands: {put: Put, rollback: Rollback}})
const surroundings = {
  ...processSurroundings(),
  onContext: (context: Context) => void Object.assign(context, {mutations: dying(context)}),
}
process.exit(await runCli(argv, config, surroundings))
