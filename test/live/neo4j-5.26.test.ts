import { describeServer } from './describe-server.js'

describeServer('5.26.0')
