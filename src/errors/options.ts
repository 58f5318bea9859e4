import { suggest } from './nearest.js';
import { shownValue } from './shown-value.js';

/** What an option may be: a type. `any`: somebody else looks at it. */
export type PlainRule = 'any' | 'boolean' | 'string' | 'number' | 'function' | 'object' | 'array';
/** Also one of some words, or a number of a range. */
export type OptionRule = PlainRule | readonly string[] | NumberRange;

/** Numbers from `least` to `most`; where that is Infinity, it is one of them. */
export interface NumberRange {
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
}

export type PlainRules = Readonly<Record<string, PlainRule>>;
export type OptionRules = Readonly<Record<string, OptionRule>>;

/**
 * What is wrong with the options that somebody gave: a name that is not known, which would be passed over in silence, or a wrong type.
 * @param wantOf what a rule wants instead of a value; undefined where it allows that
 */
export function wrongOption<Rule>(
  what: string,
  given: unknown,
  rules: Readonly<Record<string, Rule>>,
  wantOf: (rule: Rule, value: unknown) => string | undefined,
): string | undefined {
  if (given === undefined) return undefined;
  if (!isNamed(given)) return `the options of ${what} are an object, not ${shownValue(given)}`;
  // Keys, not entries: a call that reads a few records has no time for an array an option.
  for (const name of Object.keys(given)) {
    const value = given[name];
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) return unknownOption(what, name, Object.keys(rules));
    const want = value === undefined ? undefined : wantOf(rule, value);
    if (want !== undefined) return `${name} of ${what} is ${want}, not ${shownValue(value)}`;
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

export function wantOfPlain(rule: PlainRule, value: unknown): string | undefined {
  if (rule === 'any') return undefined;
  if (rule === 'array') return Array.isArray(value) ? undefined : 'an array';
  if (rule === 'object') return typeof value === 'object' && value !== null ? undefined : 'an object';
  if (typeof value === rule) return undefined;
  return rule === 'boolean' ? 'true or false' : `a ${rule}`;
}

export function wantOf(rule: OptionRule, value: unknown): string | undefined {
  if (typeof rule === 'string') return wantOfPlain(rule, value);
  if ('least' in rule) return isInRange(rule, value) ? undefined : rangeText(rule);
  const isWord = typeof value === 'string' && rule.includes(value);
  return isWord ? undefined : rule.map((word) => `'${word}'`).join(' or ');
}

function isInRange({ least, most, isWhole }: NumberRange, value: unknown): boolean {
  return typeof value === 'number' && value >= least && value <= most && (!isWhole || Number.isInteger(value));
}

function rangeText({ least, most, isWhole }: NumberRange): string {
  return `a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}`;
}
