/**
 * Where the project lives. The home is not decided yet: this line is the only one to change, then `npm run home` writes it
 * into package.json and the files that name it (`test/docs/package.test.ts` compares them).
 */
export const HOME = 'https://github.com/OWNER/neobolt'
