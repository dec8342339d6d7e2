import { describeServer } from './describe-server.js'

describeServer('4.1.12')
