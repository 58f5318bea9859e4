import { createCodecWith, type Codec } from '../codec/index.js';
import { createKernelEngine, inlinedKernel, instantiateKernel } from '../kernel/index.js';
import type { AnyType } from '../schema/index.js';

/** One kernel for all codecs of the command. */
export const engine = createKernelEngine(() => instantiateKernel(inlinedKernel()));

export function createCodec<T extends AnyType>(type: T): Codec<T> {
  return createCodecWith(engine, type);
}
