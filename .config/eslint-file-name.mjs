/** A file has one idea and its name says it: kebab-case, and none of the words that say nothing. */
import { basename } from 'node:path';

const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
const emptyWords = new Set(['util', 'utils', 'helper', 'helpers', 'manager', 'common', 'misc', 'shared']);

/** What is wrong with the name of a file; null where nothing is. */
export function faultOfFileName(path) {
  const name = basename(path);
  if (!kebabCase.test(name)) return `"${name}" is not kebab-case.`;
  const word = name.split(/[.-]/).find((part) => emptyWords.has(part));
  return word === undefined ? null : `"${name}" says "${word}": name the idea that the file holds.`;
}

export default {
  meta: { type: 'suggestion', schema: [] },
  create(context) {
    return {
      Program(node) {
        const fault = faultOfFileName(context.filename);
        if (fault !== null) context.report({ node, message: fault });
      },
    };
  },
};
