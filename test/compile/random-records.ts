import { CastbufError, type AnyType } from '../../src/surface.js';
import { createCodecWith, type Codec } from '../../src/message/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
import { randomPrograms, type DrawnProgram } from './random-programs.js';

const engine = createReferenceEngine();

export interface RecordsOfProgram extends DrawnProgram {
  readonly codec: Codec<AnyType>;
  /** Records that the reference engine wrote, and the values that it reads from them. */
  readonly records: readonly { readonly bytes: Uint8Array; readonly value: unknown }[];
}

/** Random schemas with records of each. */
export function* randomRecords(schemas: number, recordsEach: number, firstSeed = 0): Generator<RecordsOfProgram> {
  for (const program of randomPrograms(schemas, firstSeed)) {
    const { seed, drawn } = program;
    const codec = createCodecWith(engine, drawn.type, { abi: drawn.abi }) as Codec<AnyType>;
    const choices = new SeededChoices(seed + 0x5eed);
    const records: RecordsOfProgram['records'][number][] = [];
    for (let count = 0; count < recordsEach; count++) {
      const bytes = encoded(codec, drawn.value(choices, codec.layout).given);
      if (bytes !== undefined) records.push({ bytes, value: codec.decode(bytes) });
    }
    if (records.length > 0) yield { ...program, codec, records };
  }
}

function encoded(codec: Codec<AnyType>, given: unknown): Uint8Array | undefined {
  try {
    return codec.encode(given);
  } catch (error) {
    if (error instanceof CastbufError) return undefined;
    throw error;
  }
}
