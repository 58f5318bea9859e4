import { assertPlainOptions, CastbufError, type PlainRules } from '../errors/index.js';

/** What each call takes that reads records into columns, `decodeBatch` and `stream`. */
export const QUERY_OPTIONS: PlainRules = { columns: 'array', where: 'any' };
/** What `decodeBatch` takes besides. */
export const BATCH_OPTIONS: PlainRules = { maxRows: 'number', borrow: 'boolean', into: 'any' };

/** @throws CastbufError ERR_USAGE */
export function assertBatchOptions(options: { borrow?: unknown; into?: unknown }, rules: PlainRules): void {
  assertPlainOptions('decodeBatch', options, rules);
  if (options.borrow === true && options.into !== undefined)
    throw new CastbufError('ERR_USAGE', 'a batch borrows memory, or is put into an earlier batch, not both');
}
