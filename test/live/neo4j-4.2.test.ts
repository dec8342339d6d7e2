import { describeServer } from './describe-server.js'

describeServer('4.2.19')
