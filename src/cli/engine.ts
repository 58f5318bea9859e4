import type { Bytes } from '../bytes/index.js';
import { createCodecWith, type AnyFeatured, type Codec } from '../message/index.js';
import { CORE, createKernelEngine } from '../message/kernel.js';
import { decodeBatchWith, type DecodeBatch, type Filter } from '../columns/index.js';
import { openColumns } from '../columns/kernel.js';
import { createSetCodecWith, type SetCodec, type StreamSetBatches } from '../record-sets/index.js';
import { type RecordDefinitions, type RecordSet } from '../record-types/index.js';
import { openRecords } from '../record-sets/kernel.js';
import { streamWith, type StreamBatches, type StreamSource } from '../stream/index.js';
import { createMessageEngine } from '../message-set/kernel.js';
import { filterWith, type FilterExpression } from '../query/index.js';
import { KERNEL_SELECTS } from '../query/kernel.js';
import { startCore } from '../memory/index.js';
import type { Abi, AnyType } from '../schema/index.js';

/** One kernel for all codecs of the command. */
const kernel = createKernelEngine(() => startCore(CORE));

/** And one for each message set. */
export const engine = createMessageEngine((bytes) => startCore(CORE, bytes));

/** The ABI is the type's own where none is given. */
export function createCodec<T extends AnyType>(type: T, abi?: Abi): Codec<T> {
  return createCodecWith(kernel, type, abi === undefined ? {} : { abi });
}

export function createSetCodec<D extends RecordDefinitions>(set: RecordSet<D>, abi?: Abi): SetCodec<D> {
  return createSetCodecWith(kernel, (program) => openRecords(kernel, program), set, abi === undefined ? {} : { abi });
}

export const decodeBatch: DecodeBatch = (codec: AnyFeatured, bytes: Bytes, options?: object) =>
  decodeBatchWith(openColumns, codec, bytes, options) as never;

export const stream: StreamBatches & StreamSetBatches = (
  codec: AnyFeatured,
  source: StreamSource,
  options?: object,
): never => streamWith(openColumns, codec, source, options) as never;

export function filter(expression: FilterExpression): Filter {
  return filterWith(KERNEL_SELECTS, expression);
}
