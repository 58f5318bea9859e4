import * as assert from 'uvu/assert';
import type { Batch } from '../../src/columns/index.js';
import type { Codec } from '../../src/message/index.js';
import { findMember } from '../../src/schema/index.js';
import { CastbufError, type AnyType, type Column, type ColumnArray } from '../../src/surface.js';
import { expectedFigures, figuresOf } from '../filter/expected-figures.js';
import { drawExpression, matches, type Values } from '../filter/random-filter.js';
import { engineSuite, rounds } from '../harness/index.js';
import { search } from '../harness/lacks.js';
import { Choices, choiceTapes } from './choices.js';
import { drawSchema } from './random-schema.js';
import { difference, shown } from './same-value.js';
import { decodeBatch, encodeBatch, filter, summarize } from '../harness/batches.js';

/*
 * Both engines obey one plan, so their comparison does not see a wrong one. Here columns, summaries and filters are compared with `value(row)`,
 * member by member, which reads each record by itself and knows no columns. Packed columns: test/pack/random-schemas.test.ts.
 */

const SCHEMAS = rounds(400, 80);
/** Enough for windows and their picks, and some more. */
const ROWS = 37;

type AnyCodec = Codec<AnyType>;
type Value = number | bigint;

engineSuite('columns are what values are', (test, { createCodec }) => {
  test(`${SCHEMAS} schemas: columns, figures and filters`, () => {
    const compared = { elements: 0, filters: 0 };
    const holds = (schemaTape: Uint32Array, valueTape: Uint32Array) => {
      const schema = drawSchema(new Choices(schemaTape));
      const codec = codecIfAny(() => createCodec(schema.type, { abi: schema.abi }));
      if (codec === undefined) return;
      const choices = new Choices(valueTape);
      const rows = schema.takesRest && !schema.isChain ? 1 : ROWS;
      const drawn = Array.from({ length: 5 }, () => schema.value(choices).given);
      const stream = encodeBatch(
        codec,
        Array.from({ length: rows }, (_, row) => drawn[row % 5] as never),
      );
      try {
        const batch = decodeBatch(codec, stream).copy();
        const objects = Array.from({ length: batch.rowCount }, (_, row) => batch.value(row));
        const values = compareColumns(codec, batch, objects, compared);
        if (values.size > 0) compareQueries(codec, stream, values, choices, compared);
      } catch (error) {
        throw new Error(`${String(error)}\n  ${schema.source}`, { cause: error });
      }
    };
    const { failed, errorInstance } = search([choiceTapes(400), choiceTapes(800)], holds, {
      seed: 20261130,
      numRuns: SCHEMAS,
    });
    if (failed) throw new Error((errorInstance as Error).message, { cause: errorInstance });
    assert.ok(compared.elements > SCHEMAS * 50, `${compared.elements} elements were compared`);
    assert.ok(compared.filters > SCHEMAS / 2, `${compared.filters} filters were compared`);
  });
});

function codecIfAny(create: () => AnyCodec): AnyCodec | undefined {
  try {
    return create();
  } catch (error) {
    if (error instanceof CastbufError && error.code === 'ERR_SCHEMA') return undefined;
    throw error;
  }
}

/** Compares each element of each column of numbers. Answers the values of those that have one number a row. */
function compareColumns(
  codec: AnyCodec,
  batch: Batch<AnyType>,
  objects: readonly unknown[],
  compared: { elements: number },
) {
  const singles = new Map<string, (Value | undefined)[]>();
  for (const column of codec.columns) {
    const members = objects.map((object) => memberAt(object, column.path));
    // Texts, GUIDs, and parts of a split, which values show as one number.
    const isShown = (one: unknown): boolean => one !== undefined && typeof one !== 'string';
    if (column.kind === 'list' || !members.some((one) => [one].flat(64).some(isShown))) continue;
    const wanted = members.map((one) => numbersOf(one, column));
    const array = batch.columns[column.path] as ColumnArray;
    const isNumber = column.kind !== 'bytes' && column.repeat === 1;
    wanted.forEach((numbers, row) => {
      const found = [...array.subarray(row * column.repeat, (row + 1) * column.repeat)];
      const absent = found.map((one) => (typeof one === 'bigint' ? 0n : 0));
      demand(`${column.path} row ${row}`, numbers ?? absent, found);
      compared.elements += found.length;
    });
    if (isNumber && !isEnum(codec, column.path))
      singles.set(
        column.path,
        wanted.map((numbers) => numbers?.[0]),
      );
  }
  return singles;
}

/** Filters take either reading of an enum's sign bit for the same value, which no comparison of numbers does. */
function isEnum({ layout }: AnyCodec, path: string): boolean {
  const type = findMember(layout.root.members, path)?.member.type;
  return type?.kind === 'leaf' && type.scalar.enumeration !== undefined;
}

/** Of elements of arrays, which a path does not name, the members of all. */
function memberAt(object: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>(memberOf, object);
}

function memberOf(at: unknown, key: string): unknown {
  if (Array.isArray(at)) return at.map((element) => memberOf(element, key));
  return (at as Record<string, unknown> | undefined)?.[key];
}

/** What a column has of a member: bools are numbers, and bigints where the column has no 64 bits are, too. */
function numbersOf(member: unknown, { kind }: Column): Value[] | undefined {
  if (member === undefined) return undefined;
  const isWide = kind === 'u64' || kind === 'i64';
  const flat = [member].flat(64).flatMap((one): unknown[] => (one instanceof Uint8Array ? Array.from(one) : [one]));
  return flat.map((one) => (isWide ? (one as bigint) : Number(one)));
}

function compareQueries(
  codec: AnyCodec,
  stream: Uint8Array,
  values: Values,
  choices: Choices,
  compared: { filters: number },
) {
  const all = [...(values.values().next().value as readonly unknown[]).keys()];
  const figures = figuresOf(summarize(codec, stream, { columns: [...values.keys()] }));
  demand('figures', expectedFigures(codec, values, all), figures);
  const expression = drawExpression(choices, values);
  const batch = decodeBatch(codec, stream, { where: filter(expression), columns: [] });
  const kept = all.filter((row) => matches(expression, values, row));
  demand(shown(expression), Uint32Array.from(kept), batch.selection);
  compared.filters++;
}

function demand(what: string, expected: unknown, actual: unknown): void {
  const found = difference(expected, actual);
  if (found !== undefined) throw new Error(`${what}: ${found}`);
}
