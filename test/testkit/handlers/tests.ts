import type { Handlers } from '../context.js'
import { OldHandshake } from '../old-handshake.js'
import { features } from '../features.js'
import { reasonToSkip } from '../skips.js'

export const testHandlers: Handlers = {
  GetFeatures: () => ({ name: 'FeatureList', data: { features } }),

  StartTest: ({ testName }, context) => {
    const reason = reasonToSkip(testName)
    context.testName = testName
    if (OldHandshake.isNeededFor(testName)) context.pretences.push(new OldHandshake().install())
    return reason === undefined ? { name: 'RunTest', data: {} } : { name: 'SkipTest', data: { reason } }
  }
}
