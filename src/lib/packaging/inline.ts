import {zipOf} from './zip.ts'

/**
 * The package that CloudFormation makes of inline code on Node: the code as `index.js`, and nothing else. The bytes of its
 * zip, and so the digest that Lambda tells, are CloudFormation's own business; here they are those of every other package.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html
 */
export function inlineZip(code: string): Uint8Array {
  return zipOf(new Map([['index.js', new TextEncoder().encode(code)]]))
}
