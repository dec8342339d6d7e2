/**
 * The project's home, which is not decided yet: change only this line, then run `npm run home` to write it into
 * package.json and the other files that contain it.
 */
export const HOME = 'https://github.com/OWNER/neobolt'

/** The files that contain the home, and how. */
export const FILES = ['package.json', '.github/ISSUE_TEMPLATE/config.yml']

/** @param {string} text the content of a file @returns {string} the content with the current home */
export function withHome (text) {
  return text.replace(/https:\/\/github\.com\/[\w.-]+\/neobolt(?=[#./"'\s])/g, HOME)
}
