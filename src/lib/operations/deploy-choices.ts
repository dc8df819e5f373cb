import {packagedRotators} from '../rotators/catalogue.ts'

/** A rotator to choose from. */
export interface DeployChoice {
  readonly name: string
  readonly summary: string
}

export function deployChoices(): readonly DeployChoice[] {
  return packagedRotators.map(({name, summary}) => ({name, summary}))
}

/** What is asked for a target that nobody named: by the flag that says it. */
export const targetQuestions: Readonly<Record<string, string>> = {
  user: 'Which IAM user is it the access key of?',
  api: 'Which AppSync API is it a key of? Its id:',
}
