import { type ServerState, stateAfterSuccess } from '../../../src/bolt/states.js'

describe('the state of the server', () => {
  it.each<[ServerState, string, ServerState]>([
    ['connected', 'HELLO', 'authentication'], ['authentication', 'LOGON', 'ready'], ['ready', 'LOGOFF', 'authentication'],
    ['ready', 'RUN', 'streaming'], ['streaming', 'PULL', 'ready'], ['streaming', 'PULL_ALL', 'ready'], ['streaming', 'DISCARD', 'ready'],
    ['streaming', 'RESET', 'ready'], ['ready', 'BEGIN', 'txReady'], ['txReady', 'RUN', 'txStreaming'], ['txStreaming', 'PULL', 'txReady'],
    ['txStreaming', 'DISCARD_ALL', 'txReady'], ['txReady', 'COMMIT', 'ready'], ['txReady', 'ROLLBACK', 'ready'], ['txReady', 'RESET', 'ready'],
    ['txStreaming', 'RESET', 'ready'], ['failed', 'RESET', 'ready'], ['ready', 'ROUTE', 'ready'], ['ready', 'TELEMETRY', 'ready'], ['ready', 'RESET', 'ready'],
    ['closed', 'RESET', 'closed'], ['authentication', 'TELEMETRY', 'authentication']
  ])('%s, after %s, is %s', (before, message, after) => {
    expect(stateAfterSuccess(before, message, false)).toBe(after)
  })

  it('does not change while records are left', () => {
    expect(stateAfterSuccess('streaming', 'PULL', true)).toBe('streaming')
    expect(stateAfterSuccess('txStreaming', 'PULL', true)).toBe('txStreaming')
  })
})
