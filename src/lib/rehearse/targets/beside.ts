import {keepAll} from '../engine/kept.ts'
import type {Standing, Target} from '../target.ts'
import type {StagedTarget, TargetSetup} from './staged.ts'
import type {TargetChoice} from './target-choice.ts'

/** A further target of the stage. */
interface Beside {
  readonly setup: TargetSetup
  readonly name: string
  /** The value of the secret holds its credential, which then has to be accepted too. */
  readonly isHeld: boolean
}

/** What stands at the end of the names of a target's fields: nothing for the first, `{{apiKey2}}` for the second. */
export function fieldSuffix(at: number): string {
  return at === 0 ? '' : String(at + 1)
}

/**
 * The first target with others beside it. It is the one that is judged: its credentials, uses and limits. Of the others those
 * whose credential stands in `template`, the value of the secret, must accept it as well: a value works as a whole or not.
 */
export function choiceBeside(first: TargetChoice, others: readonly TargetChoice[], template: string): TargetChoice {
  if (others.length === 0) return first
  const beside = others.map(({setup, name}, at): Beside => {
    const held = new RegExp(`{{(secretAccessKey|apiKey|password)${fieldSuffix(at + 1)}}}`)
    return {setup, name, isHeld: held.test(template)}
  })
  const setup: TargetSetup = async (sandbox, name) => {
    const staged = await first.setup(sandbox, name)
    // The second secret of the function has targets of its own, named after those of the first.
    const ending = name.slice(first.name.length)
    const made: StagedTarget[] = []
    for (const other of beside) made.push(await other.setup(sandbox, `${other.name}${ending}`))
    return together(staged, made, beside)
  }
  return {...first, setup, holdsUnjudged: beside.some(({isHeld}) => isHeld)}
}

function together(first: StagedTarget, others: readonly StagedTarget[], beside: readonly Beside[]): StagedTarget {
  const all = [first, ...others]
  const held = others.filter((_, at) => beside[at]?.isHeld).map(({target}) => target)
  const target: Target = {
    ...first.target,
    beside: others.flatMap(({fields: {userName, apiId}}) => [userName, apiId].filter(name => name !== undefined)),
    title: [first, ...others].map(one => one.target.title).join(', beside it '),
    standing(value) {
      const own = first.target.standing(value)
      return own instanceof Promise ? own.then(one => whole(one, held, value)) : whole(own, held, value)
    },
    state() {
      const own = first.target.state()
      const rest = held.map(one => one.state() as string).join(' ')
      return own instanceof Promise ? own.then(state => `${state} ${rest}`) : `${own} ${rest}`
    },
  }
  return {
    target,
    fields: fieldsOf(all),
    issued: () => all.flatMap(one => one.issued()),
    noteCall: (call, actor) => all.forEach(one => one.noteCall(call, actor)),
    noteRefusedKey: (accessKeyId, actor) => all.forEach(one => one.noteRefusedKey(accessKeyId, actor)),
    async begin() {
      for (const one of all) await one.begin()
    },
    ...(all.every(one => one.keep !== undefined) ? {keep: () => keepAll(all)!} : {}),
    async stop() {
      for (const one of all) await one.stop?.()
    },
  }
}

/** Targets beside the first are the sandbox's own, and answer at once. */
function whole({places, ...own}: Standing, held: readonly Target[], value: string): Standing {
  const others = held.map(one => one.standing(value) as Standing)
  const othersAccept = others.every(({acceptedNow}) => acceptedNow)
  return {
    acceptedNow: own.acceptedNow && othersAccept,
    active: own.active && others.every(({active}) => active),
    // Beside whichever place of the first: what the others refuse works at none.
    ...(places === undefined ? {} : {places: eachAnd(places, othersAccept)}),
  }
}

const eachAnd = (places: Readonly<Record<string, boolean>>, also: boolean) =>
  Object.fromEntries(Object.entries(places).map(([place, accepts]) => [place, accepts && also]))

/** Each field under its name and the number of its target; of the first one under its name alone. */
function fieldsOf(all: readonly StagedTarget[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    all.flatMap(({fields}, at) => Object.entries(fields).map(([name, text]) => [`${name}${fieldSuffix(at)}`, text])),
  )
}
