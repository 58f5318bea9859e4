import { instantiateSync } from '@assemblyscript/loader';
import { createCodecWith, type Codec, type CodecOptions } from '../../src/codec/index.js';
import { createKernelEngine, instantiateKernel, verifiedKernel, type KernelExports } from '../../src/kernel/index.js';
import type { Engine } from '../../src/plan/index.js';
import { createReferenceEngine } from '../../src/reference/index.js';
import type { AnyType } from '../../src/schema/index.js';
import { host, type EngineName } from './host.js';

/** An engine as a test sees it. */
export interface EngineUnderTest {
  readonly name: EngineName;
  readonly engine: Engine;
  readonly createCodec: <T extends AnyType>(type: T, options?: CodecOptions) => Codec<T>;
}

/** The engines, made once a process. The debug kernel goes through the loader, whose aborts are readable. */
export async function loadEngine(name: EngineName): Promise<EngineUnderTest> {
  const engine = await engineNamed(name);
  return { name, engine, createCodec: (type, options) => createCodecWith(engine, type, options) };
}

async function engineNamed(name: EngineName): Promise<Engine> {
  if (name === 'reference') return createReferenceEngine();
  const binary = await host().read(`build/${name === 'debug' ? 'kernel.debug.wasm' : 'kernel.wasm'}`);
  const start = name === 'debug' ? () => debugKernel(binary) : () => instantiateKernel(binary);
  return createKernelEngine(start, name);
}

function debugKernel(binary: Uint8Array): KernelExports {
  return verifiedKernel(instantiateSync(binary as Uint8Array<ArrayBuffer>, {}).exports);
}
