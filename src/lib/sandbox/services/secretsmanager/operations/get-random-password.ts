import * as v from 'valibot'

import type {OperationDefinition} from '../../../kernel.ts'
import {invalidParameter} from '../errors.ts'
import {flag, integer, text} from '../input.ts'
import type {Manager} from '../manager.ts'
import {operation} from '../operation.ts'
import {classesOf, drawPassword, type PasswordRules} from '../password.ts'
import {onEverything} from '../permission.ts'

const input = v.object({
  PasswordLength: v.optional(integer(1, 4096), 32),
  ExcludeCharacters: v.optional(text(0, 4096)),
  ExcludeNumbers: flag(),
  ExcludePunctuation: flag(),
  ExcludeUppercase: flag(),
  ExcludeLowercase: flag(),
  IncludeSpace: flag(),
  RequireEachIncludedType: v.optional(v.boolean(), true),
})

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html */
export function getRandomPassword({world}: Manager): OperationDefinition {
  return operation({
    name: 'GetRandomPassword',
    readOnly: true,
    input,
    authorize: call => [onEverything(call)],
    run(input) {
      const rules: PasswordRules = {
        length: input.PasswordLength,
        excluded: input.ExcludeCharacters,
        lower: input.ExcludeLowercase !== true,
        upper: input.ExcludeUppercase !== true,
        numbers: input.ExcludeNumbers !== true,
        punctuation: input.ExcludePunctuation !== true,
        space: input.IncludeSpace === true,
        requireEach: input.RequireEachIncludedType,
      }
      checkRules(rules, input.PasswordLength)
      return {RandomPassword: drawPassword(world, rules)}
    },
  })
}

/** Own texts. */
function checkRules(rules: PasswordRules, length: number): void {
  const classes = classesOf(rules)
  if (classes.length === 0) throw invalidParameter('No characters are left to make a password of.')
  if (rules.requireEach && classes.length > length) {
    throw invalidParameter(`Password length ${length} is too short for one character of each included type.`)
  }
}
