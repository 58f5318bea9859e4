import * as assert from 'uvu/assert';
import { decodeRecordFunction, encodeRecordFunctions, viewRecordFunction } from '../../src/compile/set-record-text.js';
import { encodeSetBatchFunctions, setWriterConstant } from '../../src/compile/set-writer-text.js';
import { bytes, recordSet, struct, u16, u32, u8 } from '../../src/surface.js';
import { encodeBatch, encodeBatchInto } from '../harness/batches.js';
import { rounds, suite } from '../harness/index.js';
import { onReference, type AnySet } from '../robustness/random-record-set.js';
import { difference } from '../robustness/same-value.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
import { setText, type SetOfTest } from './compiled-sets.js';
import { evaluate } from './evaluate.js';
import { outcome } from './outcome.js';
import { drawWideSet } from './random-sets.js';

const SETS = rounds(2000, 60);

interface Emitted {
  decode(message: unknown): unknown;
  view(message: unknown): unknown;
  encode(record: unknown): unknown;
  encodeInto(record: unknown, target: unknown): unknown;
  sizeOf(record: unknown): unknown;
  encodeBatch(records: unknown): unknown;
  encodeBatchInto(records: unknown, target: unknown): unknown;
}

function emitted(set: SetOfTest): Emitted {
  const text = setText(set, 'Set');
  const names = {
    decode: decodeRecordFunction(text),
    view: viewRecordFunction(text),
    ...encodeRecordFunctions(text),
    ...encodeSetBatchFunctions(text, setWriterConstant(text)),
  };
  const made = evaluate(text.module.text());
  return Object.fromEntries(Object.entries(names).map(([what, name]) => [what, made[name]])) as unknown as Emitted;
}

function shownView(codec: { view(message: unknown): unknown }, message: unknown): unknown {
  const { type, view } = codec.view(message) as { type: string; view: unknown };
  return [type, JSON.stringify(view)];
}

/** What an emitted module exports, done by the reference engine. */
function callsOf(codec: AnySet): Emitted {
  return {
    decode: (message) => codec.decode(message as never),
    view: (message) => codec.view(message as never),
    encode: (record) => codec.encode(record as never),
    encodeInto: (record, target) => codec.encodeInto(record as never, target as never),
    sizeOf: (record) => codec.sizeOf(record as never),
    encodeBatch: (records) => encodeBatch(codec, records as never),
    encodeBatchInto: (records, target) => encodeBatchInto(codec, records as never, target as never),
  };
}

function compare(own: Emitted, codec: AnySet, what: string, call: (one: Emitted) => unknown): void {
  const found = difference(
    outcome(() => call(callsOf(codec))),
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
      const own = emitted({ set: recordSet('head.tag', drawn.definitions), options: { abi: drawn.abi } });
      const names = Object.keys(drawn.definitions);
      const written: unknown[] = [];
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
        written.push(given, choices.pick([given, { ...read.value }]));
        compare(own, codec, `seed ${seed} encodeBatch`, (one) => one.encodeBatch(written));
        compare(own, codec, `seed ${seed} encodeBatchInto`, (one) => {
          target.fill(7);
          return [one.encodeBatchInto(written, target), target.slice()];
        });
        if (choices.chance(50)) written.splice(0);
      }
      for (const wrong of [undefined, null, 7, {}, { type: 5 }, { type: names[0] }, []]) {
        compare(own, codec, `seed ${seed} wrong record`, (one) => one.encode(wrong));
        compare(own, codec, `seed ${seed} wrong message`, (one) => one.decode(wrong));
        compare(own, codec, `seed ${seed} wrong records`, (one) => one.encodeBatch(wrong));
        compare(own, codec, `seed ${seed} a wrong record among others`, (one) => one.encodeBatch([...written, wrong]));
      }
    }
    assert.ok(seen > SETS, `${seen} records`);
  });

  test('chains: every record but the last says where the next one is, and what is wrong with it comes before its type', () => {
    const head = { next: u8, tag: u8 };
    const options = { next: 'next', startAlign: 4 };
    const set = recordSet('tag', {
      Small: [1, struct('SMALL', { ...head, value: u16 }, options)],
      Large: [2, struct('LARGE', { ...head, value: u32, more: u8 }, options)],
      Far: [3, struct('FAR', { ...head, data: bytes(300) }, options)],
    });
    const codec = onReference(set, { abi: 'msvc-x64' });
    const own = emitted({ set, options: {} });
    const small = { type: 'Small', value: { tag: 1, value: 7 } };
    const large = { type: 'Large', value: { tag: 2, value: 8, more: 9 } };
    const other = { type: 'Small', value: { tag: 2, value: 7 } };
    const unfit = { type: 'Small', value: { tag: 2, value: 7, next: 300 } };
    const short = { type: 'Large', value: { tag: 1, value: 7, next: 2, more: 1 } };
    // No distance is as long.
    const far = { type: 'Far', value: { tag: 1, data: new Uint8Array(300) } };
    const all = [small, large, other, unfit, short, far];
    for (const first of all)
      for (const second of all)
        for (const records of [[first], [first, second], [first, second, small], [large, first, large]])
          compare(own, codec, JSON.stringify(records), (one) => one.encodeBatch(records));
    const stream = [
      [4, 1, 7, 0],
      [12, 2, 0, 0, 8, 0, 0, 0, 9, 0, 0, 0],
      [0, 1, 7, 0],
    ];
    assert.equal(own.encodeBatch([small, large, small]), new Uint8Array(stream.flat()));
  });
});
