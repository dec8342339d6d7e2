/** The version in package.json; a unit test checks that both agree. */
export const version = '0.2.0'
