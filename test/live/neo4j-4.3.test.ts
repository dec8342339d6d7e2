import { describeServer } from './describe-server.js'

describeServer('4.3.23')
