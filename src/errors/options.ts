import { suggest } from './nearest.js';

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
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return `the options of ${what} are an object, not ${kindOf(given)}`;
  for (const [name, value] of Object.entries(given)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) return unknownOption(what, name, Object.keys(rules));
    if (value !== undefined && !isAllowed(rule, value))
      return `${name} of ${what} is ${wantOf(rule)}, not ${kindOf(value)}`;
  }
  return undefined;
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

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'string') return `'${value.slice(0, 40)}'`;
  return typeof value === 'object' ? 'an object' : `${typeof value} ${String(value).slice(0, 40)}`;
}
