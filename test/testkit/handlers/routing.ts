import type { Handlers } from '../context.js'

export const routingHandlers: Handlers = {
}
