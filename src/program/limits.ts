import { assertOptions, CastbufError, shownValue, type OptionRules } from '../errors/index.js';
import { DEFAULT_LIMITS, type Limits } from './program.js';

const RULES: OptionRules = /* @__PURE__ */ rulesOfLimits();

function rulesOfLimits(): OptionRules {
  return Object.fromEntries(Object.keys(DEFAULT_LIMITS).map((name) => [name, 'number']));
}

/** The limits of a codec, those that are not given by default. @throws CastbufError ERR_USAGE for a name or a value that no limit has */
export function limitsOf(given: Partial<Limits> = {}): Limits {
  assertOptions('limits', given, RULES);
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  for (const [name, value] of said) {
    if (Number.isInteger(value) && value >= 1 && value <= 0x7fffffff) continue;
    const hint = `limits.${name} is ${shownValue(value)}; it must be a whole number from 1 to 2147483647`;
    throw new CastbufError('ERR_USAGE', hint);
  }
  return { ...DEFAULT_LIMITS, ...Object.fromEntries(said) };
}
