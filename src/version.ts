/** The version in package.json; a unit test holds the two together. */
export const version = '0.1.0'
