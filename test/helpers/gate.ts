export interface Gate {
  readonly open: () => void
  readonly opened: Promise<void>
}

/** For a scripted server that goes on when the test says so: `until(() => gate.opened)`. */
export function gate (): Gate {
  let open!: () => void
  const opened = new Promise<void>(resolve => { open = resolve })
  return { open, opened }
}
