import { CastbufError } from '../../src/errors/index.js';
import { compile, limitsOf, type Limits, type Program } from '../../src/program/index.js';
import { layoutOf } from '../../src/surface.js';
import { drawSchema, type DrawnSchema } from '../robustness/random-schema.js';
import { SeededChoices } from '../robustness/seeded-choices.js';

export interface DrawnProgram {
  readonly seed: number;
  readonly drawn: DrawnSchema;
  readonly program: Program;
}

/** Programs of random schemas over the whole language; every third may have lists of records. Some that are drawn are no schemas, and are left out. */
export function* randomPrograms(
  count: number,
  firstSeed = 0,
  limits: (seed: number) => Partial<Limits> = () => ({}),
): Generator<DrawnProgram> {
  for (let seed = firstSeed, made = 0; made < count; seed++) {
    const drawn = drawSchema(new SeededChoices(seed), seed % 3 === 0);
    try {
      const program = compile(layoutOf(drawn.type, drawn.abi), limitsOf(limits(seed)));
      made++;
      yield { seed, drawn, program };
    } catch (error) {
      if (!(error instanceof CastbufError && error.code === 'ERR_SCHEMA')) throw error;
    }
  }
}
