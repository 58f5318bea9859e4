import {
  createCodecWith,
  createSetCodecWith,
  type Codec,
  type CodecOptions,
  type RecordDefinitions,
  type RecordSet,
  type SetCodec,
} from './codec/index.js';
import { createReferenceEngine, ReferenceRecords } from './reference/index.js';
import type { AnyType } from './schema/index.js';

export * from './surface.js';

const engine = createReferenceEngine();

/**
 * A codec without WebAssembly or `eval`, for hosts whose content security policy forbids both: the same results and the
 * same errors as `castbuf`, slower.
 * @throws CastbufError ERR_SCHEMA when the schema has no layout under the ABI, ERR_LIMIT_NESTING when it is too deep
 */
export function createCodec<T extends AnyType>(type: T, options?: CodecOptions): Codec<T> {
  return createCodecWith(engine, type, options);
}

/** The same as `createCodec`, under the name that `castbuf` has it for hosts that forbid synchronous compiling. */
export async function createCodecAsync<T extends AnyType>(type: T, options?: CodecOptions): Promise<Codec<T>> {
  return createCodec(type, options);
}

/**
 * A codec for streams in which records of several types lie one behind the other; see `recordSet`.
 * @throws CastbufError ERR_SCHEMA when a type has no layout under the ABI, or the discriminator is not at one place in all of them
 */
export function createSetCodec<D extends RecordDefinitions>(
  records: RecordSet<D>,
  options?: CodecOptions,
): SetCodec<D> {
  return createSetCodecWith(engine, (set) => new ReferenceRecords(set), records, options);
}
