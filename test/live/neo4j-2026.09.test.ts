import { describeServer } from './describe-server.js'

describeServer('2026.09.0')
