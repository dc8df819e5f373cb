import {shellCommand} from '../shell-words.ts'

import type {SandboxContext} from './sandbox-context.ts'

/** One command of the tour. */
export interface Chapter {
  /** What is about to be seen. */
  readonly says: readonly string[]
  readonly argv: readonly string[]
  /** The command line as printed. */
  readonly shown: string
  /** Exit codes it may end with. */
  readonly codes: readonly number[]
}

/**
 * Verdicts at the end. A secret whose version was promoted by hand stays failing, by its newest event, until it rotates
 * again; the deploy key cannot: its user has two keys, one of them disabled.
 */
export const EXPECTED_VERDICTS: Readonly<Record<string, readonly string[]>> = {
  'prod/search/api-key': ['healthy'],
  'prod/graphql/api-key': ['late'],
  'prod/partner/token': ['off'],
  'prod/mail/smtp': ['healthy'],
  'prod/reports/db': ['healthy'],
  'prod/billing/db': ['healthy'],
  'prod/orders/db': ['healthy'],
  'prod/ci/deploy-key': ['failing'],
}

interface Telling {
  /** Somebody answers the questions; else the flags do. */
  readonly interactive: boolean
  /** Path of the Node.js that runs the probe. */
  readonly interpreter: string
}

/** The tour, with the flags that this machine's paths need. */
export function chaptersOf(module: SandboxContext['sandbox'], {interactive, interpreter}: Telling): readonly Chapter[] {
  const probe = ['--probe', shellCommand([interpreter, `${module.demoFolder()}/login-probe.mjs`])]
  const answers = interactive ? [] : ['--yes', ...ANSWERED.flatMap(id => ['--allow', id])]
  return [
    chapter(['What rotates, what is late, what is stuck?'], ['status'], [0]),
    chapter(
      ['A rotation, followed to its verdict:'],
      ['rotate', 'prod/search/api-key', '--watch', ...(interactive ? [] : ['--yes'])],
      [0],
    ),
    chapter(
      [
        'What is wrong with the stuck ones? The probe asks the target which values it takes; the keys are asked through STS.',
      ],
      ['doctor', ...probe],
      [3],
    ),
    chapter(
      ['Repair them. Each change is shown, asked, journaled, checked again, and looked at afterwards:'],
      ['doctor', '--fix', ...probe, ...answers],
      [0, 3],
    ),
    ...['prod/orders/db', 'prod/billing/db'].map(name =>
      chapter(
        ['What was repaired rotates again:'],
        ['rotate', name, '--watch', ...(interactive ? [] : ['--yes'])],
        [0],
      ),
    ),
    chapter(['And now:'], ['status'], [0]),
  ]
}

/** Repairs of class ask that the demo agrees to where nobody can be asked. */
const ANSWERED = ['pending-live-current-dead', 'pending-not-applied', 'pending-without-value']

function chapter(says: readonly string[], argv: readonly string[], codes: readonly number[]): Chapter {
  return {says, argv, shown: shellCommand(argv), codes}
}
