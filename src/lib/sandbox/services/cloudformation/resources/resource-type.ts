import {ServiceError} from '../../../kernel.ts'
import type {Properties} from '../template/template.ts'

/** A resource as AWS knows it. */
export interface Made {
  /** What Ref gives. */
  readonly physicalId: string
  /** What Fn::GetAtt gives. */
  readonly attributes: Readonly<Record<string, string>>
}

export interface Tag {
  readonly Key: string
  readonly Value: string
}

/** What makers of resources work with: calls in the name of whoever wants the stack. */
export interface Maker {
  /** Throws ServiceError. */
  call(service: string, operation: string, input: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>
  readonly logicalId: string
  readonly accountId: string
  readonly region: string
  /** Name of the stack, of the resource and something random, in so many characters. */
  newName(max?: number): string
  /** The same without the name of the stack. */
  newSecretName(): string
  uuid(): string
  /** Those that CloudFormation itself sets, and the stack's. */
  readonly tags: readonly Tag[]
}

export interface ResourceType {
  readonly required?: readonly string[]
  readonly properties: readonly string[]
  /** A change of these makes another resource. */
  readonly immutable?: readonly string[]
  /** A change of these is carried out by `update`; any other one is refused, so that nobody believes it was made. */
  readonly changeable: readonly string[]
  /** Of those, what can be changed but not taken away. */
  readonly lasting?: readonly string[]
  /** Makes it by one call, so that it is known from then on. */
  create(maker: Maker, properties: Properties): Promise<Made>
  /** What is to be done once it is there, as often as it is begun. Absent: nothing. */
  complete?(maker: Maker, made: Made, properties: Properties): Promise<void>
  update(maker: Maker, made: Made, now: Properties, before: Properties): Promise<Made>
  /** What is gone already is no error. */
  remove(maker: Maker, made: Made, properties: Properties): Promise<void>
  /** Whether it can be used. Absent: at once. */
  isReady?(maker: Maker, made: Made): Promise<boolean>
  /** Whether it is gone after its removal. Absent: at once. */
  isGone?(maker: Maker, made: Made): Promise<boolean>
}

/** Members that are there; CloudFormation takes numbers and truth values as text too. */
export function given(properties: Properties, ...names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.flatMap(name => (properties[name] === undefined ? [] : [[name, properties[name]]])))
}

export function numbers(properties: Properties, ...names: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    names.flatMap(name => (properties[name] === undefined ? [] : [[name, Number(properties[name])]])),
  )
}

export function texts(properties: Properties, ...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap(name => (properties[name] === undefined ? [] : [[name, textIn(properties, name)]])),
  )
}

export function isOn(value: unknown, otherwise = false): boolean {
  return value === undefined ? otherwise : value === true || value === 'true'
}

/** A policy as text, however it was written. */
export function documentText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

export function textIn(properties: Properties, name: string): string {
  const value = properties[name]
  return typeof value === 'string' ? value : JSON.stringify(value ?? '')
}

/** Tags of the template after those of the stack, one of each key. */
export function tagsFor({tags}: Maker, properties: Properties): readonly Tag[] {
  const own = (properties['Tags'] ?? []) as readonly Tag[]
  return [...new Map([...tags, ...own].map(tag => [tag.Key, tag])).values()]
}

/** Whether a property differs. */
export function differs(now: Properties, before: Properties, ...names: readonly string[]): boolean {
  return names.some(name => JSON.stringify(now[name]) !== JSON.stringify(before[name]))
}

const GONE = new Set(['NoSuchEntity', 'NotFound', 'NotFoundException', 'ResourceNotFoundException'])

/** Waits for a deletion; what is not there needs none. */
export async function unlessGone(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof ServiceError) || !GONE.has(error.code)) throw error
  }
}
