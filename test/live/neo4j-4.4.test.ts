import { describeServer } from './describe-server.js'

describeServer('4.4.44')
