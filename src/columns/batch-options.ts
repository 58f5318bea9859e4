import { assertPlainOptions, CastbufError, shownValue, type PlainRules } from '../errors/index.js';

/** What each call takes that reads records into columns, `decodeBatch` and `stream`. */
export const QUERY_OPTIONS: PlainRules = { columns: 'array', where: 'any' };
/** What `decodeBatch` takes besides. */
export const BATCH_OPTIONS: PlainRules = { maxRows: 'number', borrow: 'boolean', into: 'any', onBadRecord: 'any' };

interface GivenOptions {
  readonly borrow?: unknown;
  readonly into?: unknown;
  readonly onBadRecord?: unknown;
}

/** @throws CastbufError ERR_USAGE */
export function assertBatchOptions(options: GivenOptions, rules: PlainRules): void {
  assertPlainOptions('decodeBatch', options, rules);
  assertOnBadRecord(options.onBadRecord);
  if (options.borrow === true && options.into !== undefined)
    throw new CastbufError('ERR_USAGE', 'a batch borrows memory, or is put into an earlier batch, not both');
}

/** @throws CastbufError ERR_USAGE */
export function assertOnBadRecord(given: unknown): void {
  if (given === undefined || given === 'stop' || given === 'skip') return;
  throw new CastbufError('ERR_USAGE', `onBadRecord is 'stop' or 'skip', not ${shownValue(given)}`);
}
