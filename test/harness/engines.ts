import { instantiateSync } from '@assemblyscript/loader';
import {
  createCodecWith,
  createSetCodecWith,
  type Codec,
  type CodecOptions,
  type RecordDefinitions,
  type RecordSet,
  type SetCodec,
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
import type { AnyType } from '../../src/schema/index.js';
import { host, type EngineName } from './host.js';

/** An engine as a test sees it. */
export interface EngineUnderTest {
  readonly name: EngineName;
  readonly engine: Engine;
  readonly createCodec: <T extends AnyType>(type: T, options?: CodecOptions) => Codec<T>;
  readonly createSetCodec: <D extends RecordDefinitions>(set: RecordSet<D>, options?: CodecOptions) => SetCodec<D>;
}

/** The engines, made once a process. The debug kernel goes through the loader, whose aborts are readable. */
export async function loadEngine(name: EngineName): Promise<EngineUnderTest> {
  const engine = await engineNamed(name);
  const open = (set: RecordSetProgram): RecordsMachine =>
    name === 'reference' ? new ReferenceRecords(set) : openRecords(engine as KernelEngine, set);
  return {
    name,
    engine,
    createCodec: (type, options) => createCodecWith(engine, type, options),
    createSetCodec: (set, options) => createSetCodecWith(engine, open, set, options),
  };
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
