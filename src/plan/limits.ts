import { CastbufError, suggest } from '../errors/index.js';
import { DEFAULT_LIMITS, type Limits } from './program.js';

/** The limits of a codec, those that are not given by default. @throws CastbufError ERR_USAGE for a name or a value that no limit has */
export function limitsOf(given: Partial<Limits> = {}): Limits {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(DEFAULT_LIMITS, name)) {
      throw new CastbufError('ERR_USAGE', `no limit ${name}; ${suggest(name, Object.keys(DEFAULT_LIMITS))}`);
    }
    if (value === undefined || (Number.isInteger(value) && value >= 1 && value <= 0x7fffffff)) continue;
    const hint = `limits.${name} is ${String(value)}; it must be a whole number from 1 to 2147483647`;
    throw new CastbufError('ERR_USAGE', hint);
  }
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...DEFAULT_LIMITS, ...Object.fromEntries(said) };
}
