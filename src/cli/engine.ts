import {
  createCodecWith,
  decodeBatchWith,
  streamWith,
  type AnyFeatured,
  type Codec,
  type DecodeBatch,
  type StreamBatches,
  type StreamSource,
} from '../codec/index.js';
import { CORE, createMessageEngine, KERNEL_SELECTS, openColumns, startCore } from '../kernel/index.js';
import { filterWith, type Filter, type FilterExpression } from '../plan/index.js';
import type { AnyType } from '../schema/index.js';

/** One kernel for all codecs of the command. */
export const engine = createMessageEngine(() => startCore(CORE));

export function createCodec<T extends AnyType>(type: T): Codec<T> {
  return createCodecWith(engine, type);
}

export const decodeBatch: DecodeBatch = (codec: AnyFeatured, bytes: Uint8Array, options?: object) =>
  decodeBatchWith(openColumns, codec, bytes, options) as never;

export const stream: StreamBatches = (codec: AnyFeatured, source: StreamSource, options?: object) =>
  streamWith(openColumns, codec, source, options) as never;

export function filter(expression: FilterExpression): Filter {
  return filterWith(KERNEL_SELECTS, expression);
}
