// time-out: 120 s
import { inspect } from 'node:util';
import * as assert from 'uvu/assert';
import { checkFunction } from '../../src/compile/check-text.js';
import { CodecText } from '../../src/compile/codec-text.js';
import { ModuleText } from '../../src/compile/module-text.js';
import { rowsClass } from '../../src/compile/rows-text.js';
import { viewFunction } from '../../src/compile/view-text.js';
import { compile, limitsOf, type Program } from '../../src/program/index.js';
import {
  CastbufError,
  array,
  bytes,
  bf16,
  f16,
  f32,
  f64,
  layoutOf,
  range,
  struct,
  u16,
  u32,
  u8,
  type AnyType,
} from '../../src/surface.js';
import { decodeBatch, encodeBatch } from '../harness/batches.js';
import { engineSuite, rounds } from '../harness/index.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
import { evaluate } from './evaluate.js';
import { randomPrograms } from './random-programs.js';
import { outcome, printedOf, shown } from './shown-cursor.js';

/*
 * The cursor over a batch's records, as an emitted class, beside `batch.rows()`.
 */

const SCHEMAS = rounds(1000, 80);

type Row = Record<string, unknown>;
type RowsClass = new (
  view: DataView,
  offsets: Uint32Array,
  lengths: ArrayLike<number> | ((row: number) => number),
  rowCount: number,
  lease: { probe: number },
  assertFresh: () => void,
) => IterableIterator<Row> & Row;

interface Emitted {
  readonly Rows: RowsClass;
  readonly view: (message: unknown) => Row;
}

function emitted(program: Program): Emitted {
  const module = new ModuleText();
  const codec = new CodecText(module, program, 'T');
  const view = viewFunction(codec, checkFunction(codec));
  module.add(`export const Rows = ${rowsClass(codec)};`);
  const made = evaluate(module.text());
  return { Rows: made['Rows'] as RowsClass, view: made[view] as Emitted['view'] };
}

function emittedOf(type: AnyType): Emitted {
  return emitted(compile(layoutOf(type), limitsOf({})));
}

const LASTING = { probe: 0 };
const isFresh = (): void => undefined;

engineSuite('emitted rows', (test, { createCodec }) => {
  test(`they show what the rows of a batch show (${SCHEMAS} schemas)`, () => {
    let count = 0;
    for (const { seed, drawn, program } of randomPrograms(SCHEMAS)) {
      const codec = createCodec(drawn.type, { abi: drawn.abi });
      const choices = new SeededChoices(seed);
      const values = Array.from({ length: drawn.takesRest ? 1 : 4 }, () => drawn.value(choices).given);
      const stream = outcomeOf(() => encodeBatch(codec, values));
      if (stream === undefined) continue;
      const batch = decodeBatch(codec, stream);
      const { Rows } = emitted(program);
      const { buffer, byteOffset, byteLength } = stream;
      const view = new DataView(buffer, byteOffset, byteLength);
      const { offsets, lengths, rowCount } = batch;
      for (const given of [lengths, (row: number) => lengths[row] as number]) {
        const rows = new Rows(view, offsets, given, rowCount, LASTING, isFresh);
        for (const one of batch.rows() as Iterable<Row>) {
          const { done, value: other } = rows.next();
          assert.is(done, false);
          assert.is(placeless(shown(other)), placeless(shown(one)), drawn.source);
          assert.is(
            printedOf(() => other as unknown),
            printedOf(() => one),
            drawn.source,
          );
          count++;
        }
        assert.is(rows.next().done, true);
        assert.is(rows.next().value, undefined);
      }
    }
    assert.ok(count > SCHEMAS, `${count} rows`);
  });

  const Item = struct('ITEM', { A: u16, Part: struct('PART', { B: u8, C: u8 }), N: u8, List: array(u8, 'N') });
  const stream = Uint8Array.of(1, 0, 2, 3, 1, 9, 4, 0, 5, 6, 2, 7, 8);
  const rowsOf = ({ Rows }: Emitted, lease = LASTING, assertFresh = isFresh): IterableIterator<Row> & Row =>
    new Rows(new DataView(stream.slice().buffer), Uint32Array.of(0, 6), [6, 7], 2, lease, assertFresh);

  test('for-of, spreading and Array.from; one cursor and one part serve all rows', () => {
    const made = emittedOf(Item as AnyType);
    assert.equal(
      Array.from(rowsOf(made), (row) => [row['A'], (row['Part'] as Row)['C'], [...(row['List'] as number[])]]),
      [
        [1, 3, [9]],
        [4, 6, [7, 8]],
      ],
    );
    const all = [...rowsOf(made)];
    assert.is(all.length, 2);
    assert.is(all[0], all[1]);
    const rows = rowsOf(made);
    const [parts, lists] = [new Set(), new Set()];
    for (const row of rows) {
      parts.add(row['Part']);
      lists.add(row['List']);
    }
    assert.equal([parts.size, lists.size], [1, 1]);
  });

  test('leaving a loop early; a cursor is nowhere before its first row, and stays on its last', () => {
    const made = emittedOf(Item as AnyType);
    const rows = rowsOf(made);
    assert.throws(() => rows['A'], /RangeError|Offset is outside/);
    for (const row of rows) {
      assert.is(row['A'], 1);
      break;
    }
    for (const row of rows) assert.is(row['A'], 4);
    assert.equal([...rows], []);
    assert.is(rows['A'], 4);
    assert.match(inspect(rows), /^ITEM \(row 2 of 2; rows\(\) moves this one cursor/);
    assert.is(JSON.stringify(rows), '{"A":4,"Part":{"B":5,"C":6},"N":2,"List":[7,8]}');
    assert.equal(Object.keys(rows), []);
  });

  test('what leads to the next record of a chain is padding; after the last one it is an unknown tail', () => {
    const type = struct('S', { next: u8, n: u8, d: bytes('n') }, { next: 'next', startAlign: 4 }) as AnyType;
    const chain = Uint8Array.of(4, 1, 7, 0, 8, 1, 7, 0, 1, 2, 3, 4, 0, 1, 9, 5);
    const batch = decodeBatch(createCodec(type), chain);
    const { Rows } = emittedOf(type);
    const rows = new Rows(new DataView(chain.buffer), batch.offsets, batch.lengths, batch.rowCount, LASTING, isFresh);
    assert.equal(
      Array.from(rows, (row) => placeless(shown(row))),
      Array.from(batch.rows() as Iterable<Row>, (row) => placeless(shown(row))),
    );
    assert.equal(
      Array.from(new Rows(new DataView(chain.buffer), batch.offsets, batch.lengths, 3, LASTING, isFresh), (row) =>
        row['unknownTail'] === undefined ? 0 : (row['unknownTail'] as Uint8Array).length,
      ),
      [0, 5, 1],
    );
  });

  test('a stale batch: at each step, where a length is asked, and when it is printed', () => {
    const made = emittedOf(Item as AnyType);
    const lease = { probe: 0 };
    const rows = rowsOf(made, lease, () => {
      if (lease.probe < 0) throw new CastbufError('ERR_STALE_BATCH', 'a later call reused the memory of this batch');
    });
    rows.next();
    lease.probe = -1;
    for (const call of [() => void rows.next(), () => [...(rows['List'] as number[])], () => JSON.stringify(rows)])
      assert.match(outcome(call), /ERR_STALE_BATCH/);
    assert.match(inspect(rows), /^ITEM \(a later call reused the memory/);
    assert.match(
      outcome(() => new made.Rows(new DataView(stream.buffer), new Uint32Array(1), [6], 2, LASTING, isFresh)),
      /ERR_STALE_BATCH.*was transferred or changed/s,
    );
  });

  test('a step asks why where the bytes are gone, also where members are called value, done and next', () => {
    for (const name of ['A', 'value']) {
      const { buffer } = stream.slice();
      const made = emittedOf(struct('GONE', { [name]: u8 }) as AnyType);
      const rows = new made.Rows(
        new DataView(buffer),
        Uint32Array.of(0, 6),
        () => 1,
        2,
        LASTING,
        () => {
          if (buffer.byteLength === 0) throw new CastbufError('ERR_STALE_BATCH', 'the bytes of this batch are gone');
        },
      );
      rows.next();
      structuredClone(buffer, { transfer: [buffer] });
      assert.match(
        outcome(() => void rows.next()),
        /ERR_STALE_BATCH.*are gone/s,
      );
    }
  });

  test('members called value, done and next', () => {
    for (const name of ['value', 'done', 'next']) {
      const made = emittedOf(struct('ODD', { [name]: u8, B: u8 }) as AnyType);
      const rows = new made.Rows(
        new DataView(Uint8Array.of(1, 2, 3, 4).buffer),
        Uint32Array.of(0, 2),
        () => 2,
        2,
        LASTING,
        isFresh,
      );
      assert.equal(
        Array.from(rows, (row) => [row[name], row['B'], inspect(row)]),
        [
          [1, 2, inspectedOdd(name, 1, 2, 1)],
          [3, 4, inspectedOdd(name, 3, 4, 2)],
        ],
      );
      assert.is(JSON.stringify(rows), '{"nextRow":2,"rowCount":2}');
      const found = rows.next();
      assert.equal({ done: found.done, value: found.value as unknown }, { done: true, value: undefined });
    }
  });

  test('floats are held to a range as their bytes have them', () => {
    for (const base of [f16, bf16, f32, f64]) {
      const type = struct('F', { A: range(base, 0, 0.1) }) as AnyType;
      const made = emittedOf(type);
      for (const value of [0, 0.1, 0.0999, 0.10001, Number.NaN, -0, Infinity]) {
        const [one, two] = [new Uint8Array(8), new Uint8Array(8)];
        assert.is(
          outcome(() => void (made.view(one)['A'] = value)),
          outcome(() => void ((createCodec(type).view(two) as Row)['A'] = value)),
        );
        assert.equal(one, two);
      }
    }
  });

  test('view checks the message, and takes bytes in any form', () => {
    const type = struct('V', { A: u32 }) as AnyType;
    const { view } = emittedOf(type);
    const codec = createCodec(type);
    const message = Uint8Array.of(1, 2, 3, 4, 5);
    for (const given of [
      message,
      message.buffer,
      new DataView(message.buffer),
      message.slice(0, 3),
      'x',
      undefined,
      [1],
    ])
      assert.is(
        outcome(() => view(given)),
        outcome(() => codec.view(given as Uint8Array)),
      );
    const cursor = view(message);
    cursor['A'] = 9;
    assert.equal([...message], [9, 0, 0, 0, 5]);
  });
});

function inspectedOdd(name: string, first: number, second: number, row: number): string {
  const place = `row ${row} of 2; rows() moves this one cursor, so to keep rows use batch.value(i), or Array.from(batch.rows(), (row) => …)`;
  return `ODD (${place}) { ${name}: ${first}, B: ${second} }`;
}

function outcomeOf<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (error instanceof CastbufError) return undefined;
    throw error;
  }
}

/** A batch's bytes may lie elsewhere. */
function placeless(text: string): string {
  return text.replaceAll(/bytes at \d+/g, 'bytes');
}
