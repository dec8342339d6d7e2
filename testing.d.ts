// As lite.d.ts, for `neobolt/testing`.
export * from './dist/cjs/testing.js'
