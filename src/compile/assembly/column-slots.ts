import * as K from '../../../assembly/core/layout.js';
import type { CodecText } from '../codec-text.js';
import { commentText } from '../module-text.js';
import { ARRAY_OF, type Column, type ColumnKind } from '../../program/index.js';
import { alignUp } from '../../schema/index.js';

/*
 * Where the rows of a batch go: slots one after the other, each with room for as many rows.
 *
 *   | offsets u32, lengths u32: where they follow from nothing else | row index u32, in a set | column 0 | column 1 | a list's offsets | its lengths | ...
 *
 * The emitted kernel writes them, the run time shows them: both are made from this.
 */
export interface Slot {
  /** Name of the kernel's local that points to it. */
  readonly name: string;
  /** The member's path, for readers. */
  readonly path: string;
  /** Its typed array. */
  readonly Kind: string;
  /** Bytes of an element, and elements a row. */
  readonly bytes: number;
  readonly repeat: number;
  /** Bytes of a row in the slots before it. */
  readonly before: number;
}

export interface SlotPlan {
  readonly slots: readonly Slot[];
  readonly rowBytes: number;
  /** By column. */
  readonly columns: readonly ColumnSlots[];
  /** Slots of record offsets and lengths. */
  readonly offsets: Slot | undefined;
  readonly lengths: Slot | undefined;
  /** Of a type in a record set: which of all records each row is. */
  readonly rowIndex: Slot | undefined;
  /** Bytes from one record to the next where all are as long; 0 where they are not. */
  readonly stride: number;
  /** The column whose offsets say where records begin, and how many bytes before. */
  readonly list: { readonly column: number; readonly bytes: number } | undefined;
}

interface ColumnSlots {
  readonly column: Column;
  readonly slot: Slot;
  /** Lengths of a list; the same slot as another column's where that counts them. */
  readonly lengths: Slot | undefined;
}

/** @param isRouted of a type in a record set: records of other types lie between these, and each says which of all it is */
export function planSlots({ program, code }: CodecText, isRouted = false): SlotPlan {
  const { columns, lengthColumns, isDense } = program;
  const slots: Slot[] = [];
  const names = new Set<string>();
  let before = 0;
  const add = (wanted: string, kind: ColumnKind = 'u32', repeat = 1): Slot => {
    const { name: Kind, BYTES_PER_ELEMENT: bytes } = ARRAY_OF[kind];
    const slot = { name: uniqueName(names, wanted), path: commentText(wanted), Kind, bytes, repeat, before };
    before += bytes * repeat;
    slots.push(slot);
    return slot;
  };
  const isFixed = !isRouted && code.word(K.P_RULE) === K.RULE_FIXED;
  const listColumn = columns.findIndex(({ kind, guard }) => kind === 'list' && guard === undefined);
  const offsets = isFixed || listColumn >= 0 ? undefined : add('record offsets');
  const lengths = isFixed || isDense ? undefined : add('record lengths');
  const rowIndex = isRouted ? add('record numbers') : undefined;
  const made = columns.map((column, index) => {
    const slot = add(column.path, column.kind, column.repeat);
    const isOwn = column.kind === 'list' && lengthColumns[index] === undefined;
    return { column, slot, own: isOwn ? add(`${column.path} bytes`) : undefined };
  });
  return {
    slots,
    rowBytes: before,
    columns: made.map(({ column, slot, own }, index) => {
      const shared = lengthColumns[index];
      return { column, slot, lengths: own ?? (shared === undefined ? undefined : made[shared]?.slot) };
    }),
    offsets,
    lengths,
    rowIndex,
    stride: isFixed ? alignUp(code.word(K.P_FIXED_BYTES), code.word(K.P_START_ALIGN)) : 0,
    list:
      listColumn < 0 ? undefined : { column: listColumn, bytes: code.ops[columns[listColumn]?.op ?? 0]?.offset ?? 0 },
  };
}

function uniqueName(names: Set<string>, path: string): string {
  const word = `to_${path.replaceAll(/\W/g, '_')}`;
  let name = word;
  for (let count = 2; names.has(name); count++) name = `${word}_${count}`;
  names.add(name);
  return name;
}

/** The address of a row of a slot. */
export function rowOf({ name, bytes, repeat }: Slot, row: string): string {
  const step = bytes * repeat;
  if (step === 1) return `${name} + ${row}`;
  const shift = Math.log2(step);
  return Number.isInteger(shift) ? `${name} + (${row} << ${shift})` : `${name} + ${row} * ${step}`;
}

/** Where each column begins. */
export function pointers(slots: readonly Slot[]): string[] {
  return slots.map(({ name, before, path, Kind, repeat }) => {
    const offset = before === 0 ? '' : ` + room * ${before}`;
    return `const ${name} = columns${offset}; // ${path}: ${Kind}${repeat === 1 ? '' : `, ${repeat} a row`}`;
  });
}
