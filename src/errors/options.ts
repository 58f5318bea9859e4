import { suggest } from './nearest.js';
import { shownValue } from './shown-value.js';

/** What an option may be: a type, one of some words, or a number of a range. `any`: somebody else looks at it. */
export type OptionRule =
  'any' | 'boolean' | 'string' | 'number' | 'function' | 'object' | 'array' | readonly string[] | NumberRange;

/** Numbers from `least` to `most`; where that is Infinity, it is one of them. */
export interface NumberRange {
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
}

export type OptionRules = Readonly<Record<string, OptionRule>>;

/** What is wrong with the options that somebody gave: a name that is not known, which would be passed over in silence, or a wrong type. */
export function wrongOption(what: string, given: unknown, rules: OptionRules): string | undefined {
  if (given === undefined) return undefined;
  if (!isNamed(given)) return `the options of ${what} are an object, not ${shownValue(given)}`;
  // Keys, not entries: a call that reads a few records has no time for an array an option.
  for (const name of Object.keys(given)) {
    const value = given[name];
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) return unknownOption(what, name, Object.keys(rules));
    if (value !== undefined && !isAllowed(rule, value))
      return `${name} of ${what} is ${wantOf(rule)}, not ${shownValue(value)}`;
  }
  return undefined;
}

/** An object whose names say what it has: no array, Map or bytes, which have other things. */
export function isNamed(given: unknown): given is Readonly<Record<string, unknown>> {
  return typeof given === 'object' && given !== null && !(Symbol.iterator in given) && !ArrayBuffer.isView(given);
}

function unknownOption(what: string, name: string, known: readonly string[]): string {
  return known.length === 0
    ? `${what} takes no options here, and ${name} is given`
    : `${what} has no option ${name}; ${suggest(name, known)}`;
}

function isAllowed(rule: OptionRule, value: unknown): boolean {
  if (isWords(rule)) return typeof value === 'string' && rule.includes(value);
  if (typeof rule === 'object') return isInRange(rule, value);
  if (rule === 'any') return true;
  if (rule === 'array') return Array.isArray(value);
  if (rule === 'object') return typeof value === 'object' && value !== null;
  return typeof value === rule;
}

function isWords(rule: OptionRule): rule is readonly string[] {
  return Array.isArray(rule);
}

function isInRange({ least, most, isWhole }: NumberRange, value: unknown): boolean {
  return typeof value === 'number' && value >= least && value <= most && (!isWhole || Number.isInteger(value));
}

function wantOf(rule: OptionRule): string {
  if (isWords(rule)) return rule.map((word) => `'${word}'`).join(' or ');
  if (typeof rule === 'object') return `a ${rule.isWhole ? 'whole ' : ''}number from ${rule.least} to ${rule.most}`;
  if (rule === 'boolean') return 'true or false';
  return rule === 'object' || rule === 'array' ? `an ${rule}` : `a ${rule}`;
}
