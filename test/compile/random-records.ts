import { CastbufError, type AnyType } from '../../src/surface.js';
import { createCodecWith, type Codec } from '../../src/message/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import type { Choices } from '../robustness/choices.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
import { randomPrograms, type DrawnProgram } from './random-programs.js';

const engine = createReferenceEngine();
/** Of the records that the engine wrote, how many more are made by changing some of their bytes. */
const DAMAGED_EACH = 2;

export interface GoodRecord {
  /** The record may end before they do. */
  readonly bytes: Uint8Array;
  readonly length: number;
  readonly value: unknown;
}

export interface RecordsOfProgram extends DrawnProgram {
  readonly codec: Codec<AnyType>;
  /** Records that the reference engine wrote, and such with other bytes that it takes as well; with the values that it reads from them. */
  readonly records: readonly GoodRecord[];
}

/** Random schemas with records of each. */
export function* randomRecords(schemas: number, recordsEach: number, firstSeed = 0): Generator<RecordsOfProgram> {
  for (const program of randomPrograms(schemas, firstSeed)) {
    const { seed, drawn } = program;
    const codec = createCodecWith(engine, drawn.type, { abi: drawn.abi }) as Codec<AnyType>;
    const choices = new SeededChoices(seed + 0x5eed);
    const machine = engine.load(program.program);
    const records: GoodRecord[] = [];
    const keep = (bytes: Uint8Array): void => {
      if (machine.check(bytes)) records.push({ bytes, length: machine.outcome.length, value: codec.decode(bytes) });
    };
    for (let count = 0; count < recordsEach; count++) {
      const bytes = encoded(codec, drawn.value(choices).given);
      if (bytes === undefined) continue;
      keep(bytes);
      for (let other = 0; other < DAMAGED_EACH; other++) keep(damaged(bytes, choices));
    }
    if (records.length > 0) yield { ...program, codec, records };
  }
}

/** Some bytes are others; or there are more, or fewer. */
function damaged(bytes: Uint8Array, choices: Choices): Uint8Array {
  const length = Math.max(0, bytes.length + choices.pick([0, 0, 0, 1, 2, 9, -1, -3]));
  const other = Uint8Array.from({ length }, (_, at) => bytes[at] ?? choices.below(256));
  for (let count = choices.below(4); count > 0; count--)
    other[choices.below(Math.max(1, length))] = choices.pick([0, 1, 2, 3, 8, 0x7f, 0x80, 0xff, choices.below(256)]);
  return other;
}

function encoded(codec: Codec<AnyType>, given: unknown): Uint8Array | undefined {
  try {
    return codec.encode(given);
  } catch (error) {
    if (error instanceof CastbufError) return undefined;
    throw error;
  }
}
