import { compile, limitsOf, type Limits, type Program } from '../../src/program/index.js';
import {
  array,
  at,
  bytes,
  i8,
  layoutOf,
  struct,
  text,
  u16,
  u8,
  type AnyType,
  type StructOptions,
} from '../../src/surface.js';
import type { SeededChoices } from '../robustness/seeded-choices.js';

/** Entries of a table that may all point to the same bytes, so that these count more often than they are there. */
const ENTRIES: readonly AnyType[] = [
  struct('E', { o: u8, n: u8, p: at('o', bytes('n')) }),
  struct('E', { o: i8, n: u8, p: at('o', array(u16, 'n'), { relativeTo: 'field' }) }),
  struct('E', { o: u8, p: at('o', struct('I', { n: u8, o: u8, d: at('o', bytes('n')) })) }),
  struct('E', { o: u8, p: at('o', text('ascii', { until: 'nul' })) }),
];
const RULES: readonly StructOptions[] = [{}, { length: 'L' }, { next: 'L' }];
const LIMITS: readonly Partial<Limits>[] = [
  { amplification: 1 },
  { amplification: 2 },
  { messageBytes: 48, amplification: 3 },
  { offset: 20, count: 5 },
];

export function sharingPrograms(): { name: string; program: Program }[] {
  return ENTRIES.flatMap((entry, index) =>
    RULES.flatMap((rule) =>
      LIMITS.map((limits) => {
        const type = struct('R', { L: u8, T: array(entry, 5) }, { ...rule, pack: 1 } as StructOptions);
        const name = `entry ${index}, ${JSON.stringify(rule)}, ${JSON.stringify(limits)}`;
        return { name, program: compile(layoutOf(type), limitsOf(limits)) };
      }),
    ),
  );
}

/** A record of them whose parts are short or long, mostly inside of it. */
export function sharedBytes(choices: SeededChoices): Uint8Array {
  const length = 11 + choices.below(60);
  const most = choices.pick([4, 12, length - 11, length]);
  const record = Uint8Array.from({ length }, () => (choices.chance(95) ? choices.below(most) : choices.below(256)));
  record[0] = choices.pick([0, length, length, choices.below(length + 2)]);
  return record;
}
