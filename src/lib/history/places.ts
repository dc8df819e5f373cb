const nodeFrame =
  /^\s*at (?:.*?\()?(?:file:\/\/)?(\/(?:var|opt|tmp)[^\s()]*?\/)?([\w.-]{1,60}\.(?:[mc]?js|ts)):(\d{1,6}):(\d{1,6})\)?\s*$/
const pythonFrame = /^\s*File "(\/(?:var|opt|tmp)[^"]*\/)?([\w.-]{1,60}\.py)", line (\d{1,6})\b/

/**
 * Where an exception was thrown, as file:line:column (Python has no column), looking past library code. Node lists the
 * newest frame first, Python last. undefined when no frame is in the function's own files.
 */
export function placeOf(stack: readonly string[]): string | undefined {
  for (const frame of stack) {
    const found = nodeFrame.exec(frame)
    if (found !== null && isOwn(found[1])) return `${found[2]}:${found[3]}:${found[4]}`
  }
  for (const frame of stack.toReversed()) {
    const found = pythonFrame.exec(frame)
    if (found !== null && isOwn(found[1])) return `${found[2]}:${found[3]}`
  }
  return undefined
}

function isOwn(folder: string | undefined): boolean {
  return folder !== undefined && !/\/(?:node_modules|site-packages|runtime|python|nodejs)\//.test(folder)
}
