import { instantiateSync } from '@assemblyscript/loader';
import {
  createCodecWith,
  type Codec,
  type CodecOptions,
  type SetCodecOptions,
  type WideNotation,
} from '../../src/message/index.js';
import { createKernelEngine, CORE, type KernelEngine } from '../../src/message/kernel.js';
import { createSetCodecWith, type SetCodec, type RecordsMachine } from '../../src/record-sets/index.js';
import { type RecordDefinitions, type RecordSet, type RecordSetProgram } from '../../src/record-types/index.js';
import { openRecords } from '../../src/record-sets/kernel.js';
import { Arena, startCore, verifiedKernel, type CoreExports, type KernelExports } from '../../src/memory/index.js';
import type { MessageEngine } from '../../src/message-set/index.js';
import { createMessageEngine } from '../../src/message-set/kernel.js';
import { createReferenceMessageEngine, ReferenceRecords } from '../../src/oracle/index.js';
import type { AnyType, Decoded } from '../../src/schema/index.js';
import {
  compileWanted,
  createCompiledCodec,
  createCompiledSetCodec,
  noteCodec,
  noteSetCodec,
} from './compiled-engine.js';
import { FencedArena } from './fenced-arena.js';
import { host, type EngineName } from './host.js';
import { lacks, type Lack } from './lacks.js';

/** An engine as a test sees it. */
export interface EngineUnderTest {
  readonly name: EngineName;
  readonly engine: MessageEngine;
  readonly createCodec: <T extends AnyType, const N extends boolean = false, const W extends WideNotation = 'bigint'>(
    type: T,
    options?: CodecOptions<N, W>,
  ) => Codec<T, Decoded<T, N, W>>;
  /** Said first in a case that only the interpreter's codecs can pass: on compiled ones it is skipped. */
  readonly needs: (what: Lack) => void;
  /** @throws Error where an engine with fences has written to one */
  assertFences(): void;
  readonly createSetCodec: <D extends RecordDefinitions>(set: RecordSet<D>, options?: SetCodecOptions) => SetCodec<D>;
}

/**
 * The debug kernel goes through the loader, whose aborts are readable, and its arena has fences.
 * @param forDrivers of compiled codecs: with the reference engine, for whatever of a driver is not compiled
 */
export async function loadEngine(name: EngineName, forDrivers = false): Promise<EngineUnderTest> {
  if (name === 'compiled') return loadCompiled(forDrivers);
  const engine = await engineNamed(name);
  const open = (set: RecordSetProgram): RecordsMachine =>
    'arena' in engine ? openRecords(engine, set) : new ReferenceRecords(set);
  return {
    name,
    engine,
    createCodec(type, options) {
      const codec = createCodecWith(engine, type, options);
      if (name === 'reference') noteCodec(codec, type, options);
      return codec;
    },
    createSetCodec(set, options) {
      const codec = createSetCodecWith(engine, open, set, options);
      if (name === 'reference') noteSetCodec(codec as never, set as never, options);
      return codec;
    },
    needs() {
      // It has all of it.
    },
    assertFences() {
      if ('arena' in engine && engine.isLoaded && engine.arena instanceof FencedArena) engine.arena.assertWhole();
    },
  };
}

/** Its codecs are emitted, with the kernels that the reference engine's turn has wanted. Of drivers see `compiledDefinition`. */
async function loadCompiled(forDrivers: boolean): Promise<EngineUnderTest> {
  await compileWanted();
  return {
    name: 'compiled',
    get engine() {
      if (!forDrivers) lacks('engine to run programs on');
      return { ...createReferenceMessageEngine(), name: 'compiled' };
    },
    createCodec: (type, options) => createCompiledCodec(type, options) as never,
    createSetCodec: (set, options) => createCompiledSetCodec(set as never, options) as never,
    needs: lacks,
    assertFences() {
      // It has none.
    },
  };
}

async function engineNamed(name: EngineName): Promise<MessageEngine | (KernelEngine & MessageEngine)> {
  if (name === 'reference') return createReferenceMessageEngine();
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
