import {
  createCodecWith,
  createSetCodecWith,
  type Codec,
  type CodecOptions,
  type RecordDefinitions,
  type RecordSet,
  type SetCodec,
  type SetCodecOptions,
  type WideNotation,
} from './codec/index.js';
import { createReferenceEngine, ReferenceRecords } from './reference/index.js';
import type { AnyType, Decoded } from './schema/index.js';

export * from './surface.js';

const engine = createReferenceEngine();

/**
 * A codec without WebAssembly or `eval`, for hosts whose content security policy forbids both: the same results and the
 * same errors as `castbuf`, slower.
 * @throws CastbufError ERR_SCHEMA when the schema has no layout under the ABI, ERR_LIMIT_NESTING when it is too deep
 */
export function createCodec<
  T extends AnyType,
  const N extends boolean = false,
  const W extends WideNotation = 'bigint',
>(type: T, options?: CodecOptions<N, W>): Codec<T, Decoded<T, N, W>> {
  return createCodecWith(engine, type, options);
}

/** The same as `createCodec`, under the name that `castbuf` has it for hosts that forbid synchronous compiling. */
export async function createCodecAsync<
  T extends AnyType,
  const N extends boolean = false,
  const W extends WideNotation = 'bigint',
>(type: T, options?: CodecOptions<N, W>): Promise<Codec<T, Decoded<T, N, W>>> {
  return createCodec(type, options);
}

/**
 * A codec for streams in which records of several types lie one behind the other; see `recordSet`.
 * @throws CastbufError ERR_SCHEMA when a type has no layout under the ABI, or the discriminator is not at one place in all of them
 */
export function createSetCodec<D extends RecordDefinitions>(
  records: RecordSet<D>,
  options?: SetCodecOptions,
): SetCodec<D> {
  return createSetCodecWith(engine, (set) => new ReferenceRecords(set), records, options);
}
