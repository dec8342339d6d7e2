/**
 * Where the project lives. The home is not decided yet: this line is the only one to change, then `npm run home` writes it
 * into package.json and the other files that name it.
 */
export const HOME = 'https://github.com/OWNER/neobolt'

/** The files that name the home, and how each names it. */
export const FILES = ['package.json', '.github/ISSUE_TEMPLATE/config.yml']

/** @param {string} text of a file @returns {string} the same with the home of today */
export function withHome (text) {
  return text.replace(/https:\/\/github\.com\/[\w.-]+\/neobolt(?=[#./"'\s])/g, HOME)
}
