import type { Handlers } from '../context.js'
import { features } from '../features.js'
import { OldHandshake } from '../old-handshake.js'
import type { Message } from '../protocol.js'
import { reasonToSkip } from '../skips.js'
import { reasonToSkipTime } from '../zones.js'

const ZONES_TEST = /\.test_should_echo_all_timezone_ids$/

export const testHandlers: Handlers = {
  GetFeatures: () => ({ name: 'FeatureList', data: { features } }),

  StartTest: ({ testName }, context) => {
    context.testName = testName
    if (OldHandshake.isNeededFor(testName)) context.pretences.push(new OldHandshake().install())
    return ZONES_TEST.test(testName) ? { name: 'RunSubTests', data: {} } : runUnless(reasonToSkip(testName))
  },

  StartSubTest: ({ subtestArguments }) => runUnless(reasonToSkipTime(subtestArguments.dt))
}

function runUnless (reason: string | undefined): Message {
  return reason === undefined ? { name: 'RunTest', data: {} } : { name: 'SkipTest', data: { reason } }
}
