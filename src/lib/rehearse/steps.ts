export const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const

export type Step = (typeof STEPS)[number]
