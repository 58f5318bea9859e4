import { writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import {
  CastbufError,
  createCodec,
  decodeBatch,
  describeColumns,
  encodeBatch,
  type AnyType,
  type Codec,
} from '../../src/index.js';
import { registerCastbuf } from '../../src/sql.js';
import { Everything, everything } from '../arrow/every-column.js';
import { compareTable } from '../arrow/expected-table.js';
import { rounds, suite } from '../harness/index.js';
import { Choices, choiceTapes } from '../robustness/choices.js';
import { drawSchema } from '../robustness/random-schema.js';
import { search } from '../harness/lacks.js';
import type { ReadTable } from '../arrow/readers.js';
import { connect, readTable } from './read-table.js';
import { withFolder } from './with-folder.js';

const SCHEMAS = rounds(400, 60);
const ROWS = 11;

suite('columns in SQL', (test) => {
  test('each kind of column has what value has, in all chunks of a batch', () =>
    withFolder(async (at) => {
      const codec = createCodec(Everything) as unknown as Codec<AnyType>;
      const rows = Array.from({ length: 5003 }, (_, row) => everything(row % 15));
      const bytes = encodeBatch(codec, rows as never);
      writeFileSync(at('all.bin'), bytes);
      const connection = await connect();
      registerCastbuf(connection, { EVERYTHING: codec });
      const table = await readTable(connection, `SELECT * FROM castbuf('${at('all.bin')}')`);
      assert.ok(compareTable(codec, [decodeBatch(codec, bytes)], table) > 100_000);
      const types = Object.fromEntries(table.fields.map(({ name, type }) => [name, type]));
      assert.equal(
        ['Kind', 'Kind_raw', 'Wide', 'Frame', 'Near', 'At', 'Unix', 'Key', 'Hash', 'Rest', 'Grid', 'Modes'].map(
          (name) => types[name] ?? 'none',
        ),
        [
          "ENUM('LEVEL', 'RATE', 'NAME')",
          'UTINYINT',
          'UBIGINT',
          'UBIGINT',
          'BIGINT',
          'TIMESTAMP WITH TIME ZONE',
          'TIMESTAMP WITH TIME ZONE',
          'UUID',
          'BLOB',
          'UINTEGER[]',
          'USMALLINT[][]',
          "ENUM('LEVEL', 'RATE', 'NAME')[]",
        ],
      );
    }));

  test(`${SCHEMAS} random schemas: SQL has what value has`, () =>
    withFolder(async (at) => {
      const connection = await connect();
      let compared = 0;
      for (const [index, { codec, source, rows }] of drawnSchemas().entries()) {
        const bytes = encodeBatch(codec, rows);
        writeFileSync(at('random.bin'), bytes);
        registerCastbuf(connection, { T: codec }, { name: `random${index}` });
        try {
          const table = await readTable(connection, `SELECT * FROM random${index}('${at('random.bin')}')`);
          compared += compareTable(codec, [decodeBatch(codec, bytes)], withOwnNames(codec, table));
        } catch (error) {
          throw new Error(`${String(error)}\n  ${source}`, { cause: error });
        }
      }
      assert.ok(compared > SCHEMAS * 50, `${compared} cells were compared`);
    }));
});

interface Drawn {
  readonly codec: Codec<AnyType>;
  readonly source: string;
  readonly rows: readonly never[];
}

/** Schemas that have columns, each with some rows. */
function drawnSchemas(): readonly Drawn[] {
  const drawn: Drawn[] = [];
  const draw = (schemaTape: Uint32Array, valueTape: Uint32Array) => {
    const schema = drawSchema(new Choices(schemaTape));
    const codec = codecIfAny(() => createCodec(schema.type, { abi: schema.abi }));
    if (codec === undefined || codec.columns.length === 0) return;
    const choices = new Choices(valueTape);
    const count = schema.takesRest && !schema.isChain ? 1 : ROWS;
    const rows = Array.from({ length: count }, () => schema.value(choices).given as never);
    drawn.push({ codec, source: schema.source, rows });
  };
  search([choiceTapes(400), choiceTapes(800)], draw, { seed: 20261202, numRuns: SCHEMAS, endOnFailure: true });
  return drawn;
}

/** Names that differ only in their case have another one in SQL. */
function withOwnNames(codec: Codec<AnyType>, table: ReadTable): ReadTable {
  const names = table.fields.map(({ name }) => name);
  const own = describeColumns(codec).map(({ name }) => name);
  const columns = own.map((name) => {
    const found = names.includes(name) ? name : names.find((one) => one.replace(/_+$/, '') === name);
    return [name, table.columns[found ?? ''] ?? []] as const;
  });
  return { ...table, columns: { ...table.columns, ...Object.fromEntries(columns) } };
}

function codecIfAny(create: () => Codec<AnyType>): Codec<AnyType> | undefined {
  try {
    return create();
  } catch (error) {
    if (error instanceof CastbufError && error.code === 'ERR_SCHEMA') return undefined;
    throw error;
  }
}
