// For compilers that do not read `exports` of package.json; `typesVersions` would do as well, but for TypeScript 4.7,
// which follows it even where `exports` says something else.
export * from './dist/cjs/lite.js'
export { default } from './dist/cjs/lite.js'
