import type { Handlers } from '../context.js'
import { FakeTime } from '../fake-time.js'
import type { Message } from '../protocol.js'

const ACKNOWLEDGED: Message = { name: 'FakeTimeAck', data: {} }

export const timeHandlers: Handlers = {
  FakeTimeInstall: (_data, context) => {
    context.fakeTime = new FakeTime().install()
    return ACKNOWLEDGED
  },

  FakeTimeTick: ({ incrementMs }, context) => {
    context.fakeTime?.tick(incrementMs)
    return ACKNOWLEDGED
  },

  FakeTimeUninstall: (_data, context) => {
    context.fakeTime?.uninstall()
    context.fakeTime = undefined
    return ACKNOWLEDGED
  }
}
