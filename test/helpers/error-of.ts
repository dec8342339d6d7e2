/** What `call` throws; undefined if it returns. */
export function errorOf (call: () => unknown): Error | undefined {
  try {
    call()
    return undefined
  } catch (error) {
    return error as Error
  }
}
