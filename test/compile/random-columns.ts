import type { ColumnArray, ListColumn } from '../../src/surface.js';
import type { Program } from '../../src/program/index.js';
import type { SeededChoices } from '../robustness/seeded-choices.js';

export type Columns = Record<string, unknown>;

const FLOATS = [0.5, -0, -1, NaN, Infinity, 65504, 65520, 1e300, 1e-8, -3];

/** A number that an array may have as an element, often one at an edge. */
export function randomElement(array: ColumnArray, width: number, choices: SeededChoices): number | bigint {
  // The largest of so many bits, the first that is too large, and their like below 0.
  const edge =
    choices.pick([0, -1, 0, -1, 1]) + 2 ** (choices.chance(60) ? width - choices.below(2) : choices.below(64));
  const whole = choices.chance(20) ? choices.below(9) : choices.chance(40) ? -edge : edge;
  if (array instanceof BigUint64Array || array instanceof BigInt64Array) return BigInt(whole);
  return choices.chance(85) ? whole : choices.pick(FLOATS);
}

/** Copies that may be changed. A list's data stays the same bytes. */
export function copied(columns: object): Columns {
  return Object.fromEntries(
    Object.entries(columns).map(([path, column]: [string, ColumnArray | ListColumn]) => {
      if (!('data' in column)) return [path, column.slice()];
      return [path, { data: column.data.slice(), offsets: column.offsets.slice(), lengths: column.lengths.slice() }];
    }),
  );
}

/** Columns as a caller may have them by mistake: each change is one that alone is refused, or that another column refuses, or none at all. */
export function changed(program: Program, given: Columns, choices: SeededChoices): Columns {
  const columns = { ...given };
  const paths = Object.keys(columns);
  const path = paths.length === 0 ? 'none' : choices.pick(paths);
  const column = columns[path] as ColumnArray | ListColumn | undefined;
  const way = choices.below(14);
  if (way === 0) delete columns[path];
  else if (way === 1)
    columns[path] = choices.pick([
      null,
      5,
      'text',
      {},
      [1, 2],
      new Uint8Array(4),
      new Float64Array(4),
      new DataView(new ArrayBuffer(8)),
    ]);
  else if (way === 2) columns[choices.pick(['nothing', 'a', '__proto__x'])] = new Uint8Array(2);
  else if (way === 3)
    for (const one of program.columns) if (one.derived && choices.chance(70)) delete columns[one.path];
  if (way === 4) for (const one of program.columns) if (one.shared && choices.chance(50)) delete columns[one.path];
  if (typeof column !== 'object' || column === null || way < 5) return columns;
  const isColumn = ArrayBuffer.isView(column) ? !(column instanceof DataView) : 'data' in column && 'lengths' in column;
  if (!isColumn) return columns;
  if ('data' in column) columns[path] = changedList(column, choices);
  else if (way === 5) columns[path] = column.slice(0, choices.below(column.length + 1));
  else if (column.length > 0) {
    const width = program.ops[program.columns.find((one) => one.path === path)?.op ?? 0]?.width || 8;
    for (let count = choices.chance(70) ? 1 : column.length; count > 0; count--) {
      column[choices.below(column.length)] = randomElement(column, width, choices) as never;
    }
  }
  return columns;
}

function changedList({ data, offsets, lengths }: ListColumn, choices: SeededChoices): ListColumn {
  const way = choices.below(5);
  if (way === 0) return { data: data.slice(0, choices.below(data.length + 1)), offsets, lengths };
  if (way === 1) return { data, offsets, lengths: lengths.slice(0, choices.below(lengths.length + 1)) };
  if (way === 2) return { data, offsets: offsets.slice(1), lengths: lengths.slice(1) };
  if (lengths.length === 0) return { data, offsets, lengths };
  const row = choices.below(lengths.length);
  if (way === 3) lengths[row] = choices.pick([0, 1, 2, 3, 5, 8, data.length, 0x7fffffff, 0xffffffff]);
  else offsets[row] = choices.pick([0, 1, data.length, 0xffffffff, choices.below(data.length + 1)]);
  return { data, offsets, lengths };
}
