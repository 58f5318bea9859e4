import * as assert from 'uvu/assert';
import { decodeRecordFunction, encodeRecordFunctions, viewRecordFunction } from '../../src/compile/set-record-text.js';
import { recordSet } from '../../src/surface.js';
import { rounds, suite } from '../harness/index.js';
import { onReference, type AnySet } from '../robustness/random-record-set.js';
import { difference } from '../robustness/same-value.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
import { setText } from './compiled-sets.js';
import { evaluate } from './evaluate.js';
import { drawWideSet, type WideSet } from './random-sets.js';

const SETS = rounds(2000, 60);

interface Emitted {
  decode(message: unknown): unknown;
  view(message: unknown): unknown;
  encode(record: unknown): unknown;
  encodeInto(record: unknown, target: unknown): unknown;
  sizeOf(record: unknown): unknown;
}

function emitted({ definitions, abi }: WideSet): Emitted {
  const text = setText({ set: recordSet('head.tag', definitions), options: { abi } }, 'Set');
  const { encode, encodeInto, sizeOf } = encodeRecordFunctions(text);
  const names = { decode: decodeRecordFunction(text), view: viewRecordFunction(text), encode, encodeInto, sizeOf };
  const made = evaluate(text.module.text());
  return Object.fromEntries(Object.entries(names).map(([what, name]) => [what, made[name]])) as unknown as Emitted;
}

/** What a call gives, or every field of its error. */
function outcome(call: () => unknown): unknown {
  try {
    return { value: call() };
  } catch (error) {
    const { name, code, message, hint, path, offset, fieldOffset, want, have } = error as Record<string, unknown>;
    return { name, code, message, hint, path, offset, fieldOffset, want, have };
  }
}

function shownView(codec: { view(message: unknown): unknown }, message: unknown): unknown {
  const { type, view } = codec.view(message) as { type: string; view: unknown };
  return [type, JSON.stringify(view)];
}

function compare(own: Emitted, codec: AnySet, what: string, call: (one: Emitted) => unknown): void {
  const found = difference(
    outcome(() => call(codec as unknown as Emitted)),
    outcome(() => call(own)),
  );
  if (found !== undefined) throw new Error(`${what}: ${found}`);
}

suite('one record of compiled sets', (test) => {
  test(`${SETS} sets: decode, view, encode, encodeInto and sizeOf do what the reference engine's do`, () => {
    let seen = 0;
    for (let seed = 0; seed < SETS; seed++) {
      const choices = new SeededChoices(seed);
      const drawn = drawWideSet(choices);
      if (drawn === undefined) continue;
      const codec = onReference(recordSet('head.tag', drawn.definitions), { abi: drawn.abi });
      const own = emitted(drawn);
      const names = Object.keys(drawn.definitions);
      for (let round = 0; round < 6; round++) {
        const record = drawn.record(choices);
        if (record === undefined || record.length > 4096) continue;
        seen++;
        const cut = record.subarray(0, choices.below(record.length + 1));
        const damaged = record.slice();
        damaged[choices.below(Math.min(damaged.length, 16))] = choices.below(256);
        for (const message of [record, cut, damaged]) {
          compare(own, codec, `seed ${seed} decode [${message}]`, (one) => one.decode(message));
          compare(own, codec, `seed ${seed} view [${message}]`, (one) => shownView(one, message));
        }
        const read = outcome(() => codec.decode(record)) as { value?: { type: string; value: unknown } };
        if (read.value === undefined) continue;
        const given = choices.chance(70) ? read.value : { ...read.value, type: choices.pick([...names, 'None']) };
        const target = new Uint8Array(choices.pick([0, 8, 5000]));
        compare(own, codec, `seed ${seed} encode`, (one) => one.encode(given));
        compare(own, codec, `seed ${seed} sizeOf`, (one) => one.sizeOf(given));
        compare(own, codec, `seed ${seed} encodeInto`, (one) => {
          target.fill(7);
          return [one.encodeInto(given, target), target.slice()];
        });
      }
      for (const wrong of [undefined, null, 7, {}, { type: 5 }, { type: names[0] }, []]) {
        compare(own, codec, `seed ${seed} wrong record`, (one) => one.encode(wrong));
        compare(own, codec, `seed ${seed} wrong message`, (one) => one.decode(wrong));
      }
    }
    assert.ok(seen > SETS, `${seen} records`);
  });
});
