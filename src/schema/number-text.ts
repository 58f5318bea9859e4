import { suggest } from '../errors/index.js';
import { normalise } from './checked-numbers.js';
import type { ScalarNode } from './node.js';

/** No 64-bit integer has more digits, and BigInt takes the square of their number. */
const DECIMAL = /^-?\d{1,20}$/;

/**
 * The number that a text stands for where one is set: the name of an enum's value, or decimal digits of a member that is a bigint (`isWide`).
 * Undefined where it stands for none.
 */
export function numberOfText(
  text: string,
  scalar: ScalarNode | undefined,
  isWide: boolean,
): number | bigint | undefined {
  const names = namesOf(scalar);
  if (scalar !== undefined && names !== undefined && Object.hasOwn(names, text)) {
    const value = normalise(scalar, names[text] as number | bigint);
    return isWide ? BigInt(value) : Number(value);
  }
  return isWide && DECIMAL.test(text) ? BigInt(text) : undefined;
}

/** What to say of a text that is no name of an enum; undefined where the member is none. */
export function noSuchName(text: string, scalar: ScalarNode | undefined): string | undefined {
  const names = namesOf(scalar);
  return names === undefined ? undefined : `no name '${text}' in ${scalar?.name}; ${suggest(text, Object.keys(names))}`;
}

/** Names of flags are not taken: their values are sums. */
function namesOf(scalar: ScalarNode | undefined): Readonly<Record<string, number | bigint>> | undefined {
  const { enumeration } = scalar ?? {};
  return enumeration === undefined || enumeration.flags ? undefined : enumeration.values;
}
