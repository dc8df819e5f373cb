/** A rotation function as it would be deployed. */
export interface Subject {
  /** As the user named it: path, ARN, `template.yaml#Resource`. */
  readonly source: string
  /** The zip. */
  readonly code: Uint8Array
  /** Base64 of the SHA-256, as Lambda shows it. */
  readonly codeSha256: string
  /** `index.handler` */
  readonly handler: string
  /** What runs here: `nodejs24.x`, `python3.12`. */
  readonly runtime: string
  /** What was declared where that is another one; a note has the reason. */
  readonly declaredRuntime?: string
  readonly timeoutMs: number
  readonly memoryMb: number
  readonly variables: Readonly<Record<string, string>>
  readonly layers: readonly string[]
  /** Policy statements that the template ships with the function's role; undefined: none known. */
  readonly shippedPolicy?: unknown
  /** Sentences for the report: mapped runtime, missing module, another local major. */
  readonly notes: readonly string[]
  /** What is wrong with the input itself: `{id: 'module-missing', module: 'aws-sdk', sentence: …}`. */
  readonly findings: readonly InputFinding[]
}

/** Something that the author has to mend before the first step can run. */
export interface InputFinding {
  readonly id: string
  readonly sentence: string
  /** Of `module-missing`. */
  readonly module?: string
}
