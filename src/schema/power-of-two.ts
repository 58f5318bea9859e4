import { shownValue } from '../errors/index.js';
import { schemaError } from './schema-error.js';

/** @throws CastbufError ERR_SCHEMA */
export function assertPowerOfTwo(value: number, what: string, most = 8192): void {
  if (Number.isInteger(value) && value >= 1 && value <= most && (value & (value - 1)) === 0) return;
  throw schemaError('', `${what} is ${shownValue(value)}; it must be a power of two from 1 to ${most}`);
}
