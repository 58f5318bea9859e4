import * as K from '../../assembly/core/layout.js';
import { CastbufError } from '../errors/index.js';
import type { Op } from '../program/index.js';
import type { AnyColumns, AnyType, ColumnArray, ColumnPath } from '../schema/index.js';
import { wholePartsOf, type Batch } from './batch.js';
import { columnNamed, isFloatColumn } from './column-paths.js';

/**
 * A column of integers as 64-bit integers of their sign, which the caller owns. Integers of 33 to 53 bits come as a Float64Array, which holds each
 * of them exactly; this is for those who want no floats, as SQL and Arrow do. Made anew by each call.
 * @throws CastbufError ERR_USAGE for a path that has no column in the batch, or one of other things than integers; ERR_STALE_BATCH
 * @example
 * ```ts
 * import { bits, createCodec, decodeBatch, struct, u64, wideColumn } from 'castbuf';
 *
 * const Id = struct('ID', { At: bits(u64, { Frame: 40, Part: 24 }) });
 * const batch = decodeBatch(createCodec(Id), Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0));
 * console.log(batch.columns['At.Frame'], wideColumn(batch, 'At.Frame')); // Float64Array(1) [ 4294967297 ] BigUint64Array(1) [ 4294967297n ]
 * ```
 */
export function wideColumn<T extends AnyType>(
  batch: Batch<T, unknown>,
  path: ColumnPath<T>,
): BigUint64Array<ArrayBuffer> | BigInt64Array<ArrayBuffer> {
  const { program } = wholePartsOf(batch);
  const column = program.columns[columnNamed(program, path)] as (typeof program.columns)[number];
  const columns: AnyColumns = batch.columns;
  const array = columns[path] as ColumnArray | undefined;
  if (array === undefined) throw wrong(path, 'is no column of this batch; ask for it in the columns of decodeBatch');
  if (column.kind === 'list' || column.kind === 'bytes' || isFloatColumn(program, column)) {
    throw wrong(path, 'has no integers');
  }
  const { flags } = program.ops[column.op] as Op;
  const isSigned = column.kind.startsWith('i') || (column.kind === 'f64' && (flags & K.F_SIGNED) !== 0);
  const wide = isSigned ? new BigInt64Array(array.length) : new BigUint64Array(array.length);
  for (let index = 0; index < wide.length; index++) wide[index] = BigInt(array[index] as number | bigint);
  return wide;
}

function wrong(path: string, why: string): CastbufError {
  return new CastbufError('ERR_USAGE', `${path} ${why}`, { path });
}
