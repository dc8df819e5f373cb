import {shellCommand} from '../shell-words.ts'

/** A line of the menu: the command line that it leads to. */
export interface MenuLine {
  /** Words behind `secrot`; a secret is chosen and put behind the first when `wantsSecret`. */
  readonly argv: readonly string[]
  readonly wantsSecret: boolean
  /** As it would be typed. */
  readonly command: string
  readonly summary: string
}

/** In the order of an operator's questions: how is it, what happened, do it, undo it. */
const ways = [
  ['status', 'every secret, worst first'],
  ['status SECRET', 'the whole picture of one'],
  ['doctor', 'what is wrong, anywhere'],
  ['doctor SECRET', 'what is wrong with one, and what would help'],
  ['history SECRET', 'what happened to it, and who did it'],
  ['versions SECRET', 'its versions and their labels'],
  ['rotate SECRET --watch', 'rotate it, and follow that to the verdict'],
  ['watch SECRET', 'follow a rotation that runs'],
  ['step SECRET', 'send the steps by hand, one by one'],
  ['put SECRET', 'store a new value'],
  ['rollback SECRET', 'make its previous value current again'],
  ['enable SECRET', 'switch its rotation on'],
  ['disable SECRET', 'switch its rotation off'],
  ['journal', 'what secrot changed from this machine'],
  ['--help', 'all commands'],
] as const

/** These go to no account, so flags of a scope are nothing to them. */
const local: readonly string[] = ['journal', '--help']

/** Lines of the menu. `looks` are whole commands that stand first, each with its reason; `scope` are flags of this run. */
export function menuLines(
  looks: readonly {readonly command: readonly string[]; readonly why: string}[],
  scope: readonly string[],
): readonly MenuLine[] {
  const first = looks.map(({command, why}): MenuLine => {
    return {argv: command.slice(1), wantsSecret: false, command: shellCommand(command), summary: why}
  })
  const others = ways.map(([typed, summary]): MenuLine => {
    const words = typed.split(' ').filter(word => word !== 'SECRET')
    const argv = local.includes(typed) ? words : [...words, ...scope]
    return {argv, wantsSecret: typed.includes('SECRET'), command: `secrot ${typed}`, summary}
  })
  return [...first, ...others]
}

/** The command line of a line of the menu, with the secret that was chosen for it. */
export function argvOf({argv}: MenuLine, secret: string | undefined): readonly string[] {
  const [id = '', ...flags] = argv
  return secret === undefined ? argv : [id, secret, ...flags]
}
