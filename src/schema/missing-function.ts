import { memberOf } from './given-names.js';

/** The first of these names that is no function of `given`, which may be anything; undefined where it has them all. */
export function missingFunction(given: unknown, names: readonly string[]): string | undefined {
  return names.find((name) => !hasFunction(given, name));
}

function hasFunction(given: unknown, name: string): boolean {
  if ((typeof given !== 'object' && typeof given !== 'function') || given === null) return false;
  try {
    return typeof memberOf(given, name) === 'function';
  } catch {
    return false; // a getter, or a proxy, may throw whatever it is asked
  }
}
