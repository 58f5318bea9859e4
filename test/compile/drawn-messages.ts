import { codecOf } from '../../src/message/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import { outcomeOf } from '../robustness/round-trip.js';
import type { SeededChoices } from '../robustness/seeded-choices.js';
import type { DrawnProgram } from './random-programs.js';

const engine = createReferenceEngine();

/** Some encoded values of a random schema. */
export function drawnMessages({ program, drawn }: DrawnProgram, choices: SeededChoices, count = 4): Uint8Array[] {
  const codec = codecOf(engine, drawn.type, { ...program, notation: undefined } as typeof program);
  const messages: Uint8Array[] = [];
  for (let round = 0; round < count; round++) {
    const encoded = outcomeOf(() => codec.encode(drawn.value(choices).given as never));
    if ('value' in encoded) messages.push(encoded.value);
  }
  return messages.filter(({ length }) => length < 4096);
}
