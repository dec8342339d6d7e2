/** The same as `neobolt`, without reactive sessions. */
export * from './entry/names.js'
export { Driver } from './entry/driver.js'
export { types } from './entry/namespaces.js'
export { driver, neo4j as default } from './entry/without-rx.js'
export { hasReachableServer } from './driver/reachable.js'
