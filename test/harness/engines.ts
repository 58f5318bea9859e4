import { instantiateSync } from '@assemblyscript/loader';
import {
  createCodecWith,
  type Codec,
  type CodecOptions,
  type SetCodecOptions,
  type WideNotation,
} from '../../src/message/index.js';
import { createKernelEngine, CORE, type KernelEngine } from '../../src/message/kernel.js';
import {
  createSetCodecWith,
  type RecordDefinitions,
  type RecordSet,
  type SetCodec,
  type RecordSetProgram,
  type RecordsMachine,
} from '../../src/record-sets/index.js';
import { openRecords } from '../../src/record-sets/kernel.js';
import { Arena, startCore, verifiedKernel, type CoreExports, type KernelExports } from '../../src/memory/index.js';
import type { MessageEngine } from '../../src/message-set/index.js';
import { createMessageEngine } from '../../src/message-set/kernel.js';
import { createReferenceMessageEngine, ReferenceRecords } from '../../src/oracle/index.js';
import type { AnyType, Decoded } from '../../src/schema/index.js';
import { FencedArena } from './fenced-arena.js';
import { host, type EngineName } from './host.js';

/** An engine as a test sees it. */
export interface EngineUnderTest {
  readonly name: EngineName;
  readonly engine: MessageEngine;
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
    'arena' in engine ? openRecords(engine, set) : new ReferenceRecords(set);
  return {
    name,
    engine,
    createCodec: (type, options) => createCodecWith(engine, type, options),
    createSetCodec: (set, options) => createSetCodecWith(engine, open, set, options),
    assertFences() {
      if ('arena' in engine && engine.isLoaded && engine.arena instanceof FencedArena) engine.arena.assertWhole();
    },
  };
}

async function engineNamed(name: EngineName): Promise<MessageEngine | (KernelEngine & MessageEngine)> {
  if (name === 'reference') return createReferenceMessageEngine();
  // What is not compiled runs on the reference engine: of drivers see `compiledDefinition`.
  if (name === 'compiled') return { ...createReferenceMessageEngine(), name };
  // The release kernel is the one that users bundle, module by module; the debug kernel is whole.
  const binary = name === 'debug' ? await host().read('build/kernel.debug.wasm') : new Uint8Array();
  const start = (bytes?: number): CoreExports => (name === 'debug' ? debugKernel(binary) : startCore(CORE, bytes));
  const open = (kernel: CoreExports): Arena => (name === 'debug' ? new FencedArena(kernel) : new Arena(kernel));
  const { loadMessages } = createMessageEngine(start);
  return Object.assign(
    createKernelEngine(() => start(), name, open),
    { loadMessages },
  );
}

function debugKernel(binary: Uint8Array): KernelExports {
  return verifiedKernel(instantiateSync(binary as Uint8Array<ArrayBuffer>, {}).exports);
}
