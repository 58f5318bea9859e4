import type { ColumnArray, LaidType } from '../schema/index.js';
import { ArmSelector, cellOf, RowValues, type AnyBatch, type Cell, type Notation } from './cells.js';
import { namesOf, shortNamesOf } from './field-names.js';
import { leavesOf, type Field, type LeafField } from './fields.js';
import type { TextBuffer } from './text-buffer.js';

/** A column of CSV or of a table. */
export interface FlatCell<B = AnyBatch> {
  readonly path: string;
  /** Of the number that this column names; undefined for a column of its own. */
  readonly names?: string;
  readonly isNumber: boolean;
  /** Bytes in hex, which a table may shorten. */
  readonly isHex: boolean;
  readonly cell: Cell<B>;
}

/** How names of enum values are shown: not at all, in a column beside the numbers, or in place of them. */
export type NameStyle = 'none' | 'beside' | 'instead';

/** The leaves, one cell each; those of an arm that a row does not select are empty in it. */
export function flatCells(fields: readonly Field[], names: NameStyle, notation: Notation = 'plain'): FlatCell[] {
  const style: CellStyle = { values: new RowValues(names !== 'none'), names, notation };
  return fields.flatMap((field) => cellsBelow(field, style));
}

interface CellStyle {
  readonly values: RowValues;
  readonly names: NameStyle;
  readonly notation: Notation;
}

function cellsBelow(field: Field, style: CellStyle): FlatCell[] {
  if (field.kind === 'leaf') return leafCells(field, style);
  if (field.kind === 'group') return field.members.flatMap((member) => cellsBelow(member, style));
  const selector = new ArmSelector(field);
  const arms = field.arms.flatMap(({ members }, index) =>
    members.flatMap((member) => cellsBelow(member, style)).map((flat) => guarded(flat, selector, index)),
  );
  if (field.otherwise >= 0) return arms;
  return [...arms, ...leafCells(field.raw, style).map((flat) => guarded(flat, selector, -1))];
}

function guarded(flat: FlatCell, selector: ArmSelector, arm: number): FlatCell {
  return { ...flat, cell: new GuardedCell(flat.cell, selector, arm) };
}

function leafCells(field: LeafField, { values, names: style, notation }: CellStyle): FlatCell[] {
  const { path, type } = field;
  const flat = { path, isNumber: isNumber(type), isHex: type.kind === 'bytes', cell: cellOf(field, notation, values) };
  const names = style === 'none' || field.column === undefined ? undefined : namesOf(type);
  if (names === undefined) return [flat];
  if (style === 'instead') {
    return [{ ...flat, isNumber: false, cell: new NameCell(path, shortNamesOf(type) ?? names, flat.cell) }];
  }
  const beside = `${path.slice(0, path.length - field.name.length)}${field.nameKey}`;
  return [
    flat,
    { path: beside, names: path, isNumber: false, isHex: false, cell: new NameCell(path, names, undefined) },
  ];
}

function isNumber(type: LaidType): boolean {
  if (type.kind === 'pointed' || type.kind === 'trailing') return isNumber(type.target);
  return type.kind === 'split' || (type.kind === 'leaf' && type.scalar.format !== 'bool');
}

/** Paths of the leaves that show the same bytes as one before them: all arms of an untagged union but the first. */
export function repeatedPaths(fields: readonly Field[]): ReadonlySet<string> {
  const leaves = [...leavesOf(fields)];
  const shared = leaves.filter((leaf) => leaf.column?.shared === true);
  // A union's whole arm stands for its parts as well, so the parts are shown and the whole is not.
  return new Set(shared.filter((leaf) => isRepeated(leaf, shared)).map((leaf) => leaf.path));
}

function isRepeated(leaf: LeafField, shared: readonly LeafField[]): boolean {
  const group = leaf.path.slice(0, leaf.path.lastIndexOf('.') + 1);
  const siblings = shared.filter((other) => other.path.slice(0, other.path.lastIndexOf('.') + 1) === group);
  const isBits = (field: LeafField): boolean => field.type.kind === 'leaf' && field.type.isBitField;
  if (siblings.some(isBits)) return !isBits(leaf);
  return siblings[0] !== leaf;
}

class GuardedCell implements Cell {
  constructor(
    private readonly inner: Cell,
    private readonly selector: ArmSelector,
    private readonly arm: number,
  ) {}

  bind(batch: AnyBatch): void {
    this.selector.bind(batch);
    this.inner.bind(batch);
  }

  write(out: TextBuffer, row: number): void {
    if (this.selector.armAt(row) === this.arm) this.inner.write(out, row);
  }
}

/** The name of a value; for a value without one, what `unnamed` writes. */
class NameCell implements Cell {
  private values: ColumnArray = new Uint8Array(0);

  constructor(
    private readonly path: string,
    private readonly names: (value: number | bigint) => string | undefined,
    private readonly unnamed: Cell | undefined,
  ) {}

  bind(batch: AnyBatch): void {
    this.values = batch.columns[this.path] as ColumnArray;
    this.unnamed?.bind(batch);
  }

  write(out: TextBuffer, row: number): void {
    const name = this.names(this.values[row] as number | bigint);
    if (name === undefined) this.unnamed?.write(out, row);
    else out.text(name);
  }
}
