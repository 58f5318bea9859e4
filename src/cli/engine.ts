import type { Bytes } from '../bytes/index.js';
import { createCodecWith, type AnyFeatured, type Codec } from '../message/index.js';
import { CORE } from '../message/kernel.js';
import { decodeBatchWith, type DecodeBatch, type Filter } from '../columns/index.js';
import { openColumns } from '../columns/kernel.js';
import { streamWith, type StreamBatches, type StreamSource } from '../stream/index.js';
import { createMessageEngine } from '../message-set/kernel.js';
import { filterWith, type FilterExpression } from '../query/index.js';
import { KERNEL_SELECTS } from '../query/kernel.js';
import { startCore } from '../memory/index.js';
import type { AnyType } from '../schema/index.js';

/** One kernel for all codecs of the command. */
export const engine = createMessageEngine((bytes) => startCore(CORE, bytes));

export function createCodec<T extends AnyType>(type: T): Codec<T> {
  return createCodecWith(engine, type);
}

export const decodeBatch: DecodeBatch = (codec: AnyFeatured, bytes: Bytes, options?: object) =>
  decodeBatchWith(openColumns, codec, bytes, options) as never;

export const stream: StreamBatches = (codec: AnyFeatured, source: StreamSource, options?: object) =>
  streamWith(openColumns, codec, source, options) as never;

export function filter(expression: FilterExpression): Filter {
  return filterWith(KERNEL_SELECTS, expression);
}
