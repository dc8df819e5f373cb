import type {Blueprint} from './blueprint.ts'
import {attribute, block, type Entry, quoted} from './hcl.ts'
import type {Parameter} from './parameters.ts'
import {variableNameOf, words} from './terraform-names.ts'

/** One block a parameter; one that may be empty is null where it is. */
export function variableBlocks({parameters, deployment}: Blueprint, carriesCode: boolean): readonly Entry[] {
  return [
    ...parameters.map(variableBlock),
    block(
      'variable',
      ['runtime'],
      [
        attribute('type', 'string'),
        attribute('default', quoted(deployment.rotator.function.runtime)),
        attribute(
          'description',
          words(
            'Runtime of the function. The AWS provider knows nodejs24.x from 6.19 on; the rehearsal was of the default.',
          ),
        ),
      ],
    ),
    block(
      'variable',
      ['code_file'],
      [
        attribute('type', 'string'),
        ...(carriesCode ? [attribute('default', 'null')] : []),
        attribute('description', words(codeWords(carriesCode))),
      ],
    ),
  ]
}

function codeWords(carriesCode: boolean): string {
  const what = 'Package of the rotator, a zip with the SDK in it'
  return carriesCode ? `${what}, in the place of the code that this file carries.` : `${what}.`
}

function variableBlock({name, description, standard, rule, isPart = false}: Parameter): Entry {
  const variable = variableNameOf(name)
  const isNumber = isNumeric(rule)
  const value = isNumber ? standard : standard === '' && !isPart ? 'null' : quoted(standard)
  return block(
    'variable',
    [variable],
    [
      attribute('type', isNumber ? 'number' : 'string'),
      attribute('default', value),
      attribute('description', words(isPart ? description : description.replace('Empty: ', 'null: '))),
      block('validation', [], validationOf(`var.${variable}`, rule, isPart)),
    ],
  )
}

function validationOf(variable: string, rule: Parameter['rule'], isPart: boolean): readonly Entry[] {
  const says = (condition: string, takes: string): readonly Entry[] => [
    attribute('condition', condition),
    attribute('error_message', words(`It takes ${takes}.`)),
  ]
  if (rule.kind === 'number')
    return says(
      `${variable} >= ${rule.least} && ${variable} <= ${rule.most} && floor(${variable}) == ${variable}`,
      `a whole number from ${rule.least} to ${rule.most}`,
    )
  if (rule.kind === 'choice' && isNumeric(rule))
    return says(`contains([${rule.of.join(', ')}], ${variable})`, rule.of.join(', '))
  const {pattern, takes} = rule.kind === 'choice' ? ofWords(rule.of) : rule
  const isOpen = pattern.startsWith('|')
  // Both sides of || are evaluated, and only can() survives a null.
  const known = quoted(`^(?:${isOpen ? pattern.slice(1) : pattern})$`)
  return says(
    `${isOpen ? `${variable} == ${isPart ? '""' : 'null'} || ` : ''}can(regex(${known}, ${variable}))`,
    isPart ? takes : takes.replace('nothing', 'null'),
  )
}

function isNumeric(rule: Parameter['rule']): boolean {
  return rule.kind === 'number' || (rule.kind === 'choice' && rule.of.every(one => typeof one === 'number'))
}

function ofWords(of: readonly (string | number)[]): {readonly pattern: string; readonly takes: string} {
  return {pattern: of.join('|'), takes: of.map(one => (one === '' ? 'nothing' : one)).join(' or ')}
}
