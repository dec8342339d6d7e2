import { describeServer } from './describe-server.js'

describeServer('3.5.35')
