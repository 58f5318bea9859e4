/** The rules that `npm run test:rules` breaks, and the places in the sources where it breaks them. */
import { readFileSync } from 'node:fs';
import { basename, join, posix, relative } from 'node:path';
import { rulesByParty } from '../test/miracast/rules/index.mjs';
import { filesBelow, PROJECT } from './stamp.mjs';

/** @typedef {import('../test/miracast/rules/rule.js').Rule & { party: string }} PartyRule */

/** @returns {PartyRule[]} each with whom it binds */
export function allRules() {
  return Object.entries(rulesByParty).flatMap(([party, rules]) => rules.map((rule) => ({ party, ...rule })));
}

/**
 * The source that a rule names: a file of the Miracast room, wherever it stands there, or a path from the room.
 * @param {string} file
 */
export function sourceOf(file) {
  const room = 'src/miracast';
  if (file.includes('/')) return posix.join(room, file);
  const found = filesBelow(join(PROJECT, room)).find((path) => basename(path) === file);
  if (found === undefined) throw new Error(`no file ${file} in ${room}`);
  return relative(PROJECT, found);
}

/**
 * A text that is not there, or not once, means that the code has changed and the rule has not.
 * @param {readonly PartyRule[]} rules
 */
export function staleAmong(rules) {
  return rules.flatMap(({ party, rule, file, find, put }) => {
    const count = readFileSync(join(PROJECT, sourceOf(file)), 'utf8').split(find).length - 1;
    if (count === 1 && find !== put) return [];
    return [`${party}: ${rule}: this is ${count} times in ${sourceOf(file)}: ${find}`];
  });
}
