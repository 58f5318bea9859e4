/**
 * A rule of the interface, or of how this package keeps it, with its tests and a way to break it. `npm run test:rules` breaks each and
 * demands that every one of its tests fails.
 */
export interface Rule {
  /** The rule in a few words, beginning with whom or what it is about. */
  readonly rule: string;
  /** The tests that name it, as `file > part of the title`; files lie in test/miracast. */
  readonly tests: readonly string[];
  /** The source that keeps it: a file of src/miracast or one of its folders; with a `/`, a path from src/miracast. */
  readonly file: string;
  /** Text that is there exactly once. */
  readonly find: string;
  /** Text in its place, which breaks this rule and as little else as possible. */
  readonly put: string;
}
