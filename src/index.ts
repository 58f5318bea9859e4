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
import {
  createKernelEngine,
  inlinedKernel,
  instantiateKernel,
  instantiateKernelAsync,
  openRecords,
} from './kernel/index.js';
import type { AnyType, Decoded } from './schema/index.js';

export * from './surface.js';

// One kernel for all codecs of the process, started by the first call that decodes or encodes.
const engine = createKernelEngine(() => instantiateKernel(inlinedKernel()));

/**
 * A codec for a struct or union, on the WebAssembly kernel. The first decode or encode compiles the kernel (synchronously).
 * @throws CastbufError ERR_SCHEMA when the schema has no layout under the ABI, ERR_LIMIT_NESTING when it is too deep
 */
export function createCodec<
  T extends AnyType,
  const N extends boolean = false,
  const W extends WideNotation = 'bigint',
>(type: T, options?: CodecOptions<N, W>): Codec<T, Decoded<T, N, W>> {
  return createCodecWith(engine, type, options);
}

/** The same where a host forbids synchronous compiling: the kernel is compiled before the promise resolves. */
export async function createCodecAsync<
  T extends AnyType,
  const N extends boolean = false,
  const W extends WideNotation = 'bigint',
>(type: T, options?: CodecOptions<N, W>): Promise<Codec<T, Decoded<T, N, W>>> {
  if (!engine.isLoaded) engine.adopt(await instantiateKernelAsync(inlinedKernel()));
  return createCodecWith(engine, type, options);
}

/**
 * A codec for streams in which records of several types lie one behind the other; see `recordSet`.
 * @throws CastbufError ERR_SCHEMA when a type has no layout under the ABI, or the discriminator is not at one place in all of them
 */
export function createSetCodec<D extends RecordDefinitions>(
  records: RecordSet<D>,
  options?: SetCodecOptions,
): SetCodec<D> {
  return createSetCodecWith(engine, (set) => openRecords(engine, set), records, options);
}
