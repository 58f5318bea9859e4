import { instantiateSync } from '@assemblyscript/loader';
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
} from '../../src/codec/index.js';
import {
  createKernelEngine,
  instantiateKernel,
  openRecords,
  verifiedKernel,
  type KernelEngine,
  type KernelExports,
} from '../../src/kernel/index.js';
import type { Engine, RecordSetProgram, RecordsMachine } from '../../src/plan/index.js';
import { createReferenceEngine, ReferenceRecords } from '../../src/reference/index.js';
import type { AnyType, Decoded } from '../../src/schema/index.js';
import { FencedArena } from './fenced-arena.js';
import { host, type EngineName } from './host.js';

/** An engine as a test sees it. */
export interface EngineUnderTest {
  readonly name: EngineName;
  readonly engine: Engine;
  readonly createCodec: <T extends AnyType, const N extends boolean = false, const W extends WideNotation = 'bigint'>(
    type: T,
    options?: CodecOptions<N, W>,
  ) => Codec<T, Decoded<T, N, W>>;
  /** @throws Error where an engine with fences has written to one */
  assertFences(): void;
  readonly createSetCodec: <D extends RecordDefinitions>(set: RecordSet<D>, options?: SetCodecOptions) => SetCodec<D>;
}

/** The debug kernel goes through the loader, whose aborts are readable, and its arena has fences. */
export async function loadEngine(name: EngineName): Promise<EngineUnderTest> {
  const engine = await engineNamed(name);
  const open = (set: RecordSetProgram): RecordsMachine =>
    name === 'reference' ? new ReferenceRecords(set) : openRecords(engine as KernelEngine, set);
  return {
    name,
    engine,
    createCodec: (type, options) => createCodecWith(engine, type, options),
    createSetCodec: (set, options) => createSetCodecWith(engine, open, set, options),
    assertFences() {
      const arena = name === 'debug' && (engine as KernelEngine).isLoaded && (engine as KernelEngine).arena;
      if (arena instanceof FencedArena) arena.assertWhole();
    },
  };
}

async function engineNamed(name: EngineName): Promise<Engine> {
  if (name === 'reference') return createReferenceEngine();
  const binary = await host().read(`build/${name === 'debug' ? 'kernel.debug.wasm' : 'kernel.wasm'}`);
  if (name === 'release') return createKernelEngine(() => instantiateKernel(binary), name);
  return createKernelEngine(
    () => debugKernel(binary),
    name,
    (kernel) => new FencedArena(kernel),
  );
}

function debugKernel(binary: Uint8Array): KernelExports {
  return verifiedKernel(instantiateSync(binary as Uint8Array<ArrayBuffer>, {}).exports);
}
