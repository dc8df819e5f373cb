import {execFileSync} from 'node:child_process'
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {Args} from '@oclif/core'
import {BaseCommand} from '../../../src/lib/cli/base-command.ts'
import {canary} from './canary.ts'

export const leaks = ['stdout', 'stderr', 'answer', 'journal', 'plan.json', 'arguments', 'crash', 'process'] as const

/** A command that shows a value in one place, so that the search is seen to look there. */
export function leakingCommand(folder: string) {
  return class Leak extends BaseCommand {
    static override args = {where: Args.string({required: true, options: [...leaks]})}

    async run(): Promise<object> {
      const {args} = await this.parse(Leak)
      const text = `a ${canary}`
      if (args.where === 'stdout') this.write(text)
      if (args.where === 'stderr') this.note(text)
      if (args.where === 'journal')
        write(join(folder, 'state', 'journal'), '20260101-000000-aaaa.jsonl', JSON.stringify({text}))
      if (args.where === 'plan.json') write(folder, 'plan.json', Buffer.from(text).toString('base64'))
      if (args.where === 'arguments') execFileSync(join(folder, 'probe'), [text], {stdio: 'ignore'})
      if (args.where === 'crash') throw new TypeError(text)
      if (args.where === 'process') process.stderr.write(text)
      return {answer: args.where === 'answer' ? text : ''}
    }
  }
}

function write(folder: string, name: string, text: string): void {
  mkdirSync(folder, {recursive: true})
  writeFileSync(join(folder, name), text)
}
