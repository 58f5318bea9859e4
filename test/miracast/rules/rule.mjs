/**
 * A rule of the interface, or of how this package keeps it, with its tests and a way to break it. `npm run test:rules` breaks each and
 * demands that every one of its tests fails.
 *
 * @typedef {object} Rule
 * @property {string} rule the rule in a few words, beginning with whom or what it is about
 * @property {string[]} tests the tests that name it: `file > part of the title`; files lie in test/miracast
 * @property {string} file the source that keeps it; in src/miracast
 * @property {string} find text that is there exactly once
 * @property {string} put text in its place, which breaks this rule and as little else as possible
 */
export {};
