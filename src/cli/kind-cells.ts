import type { Cell } from './cells.js';
import type { FlatCell } from './flat-cells.js';
import { placeCell, type Place } from './place-cells.js';
import type { KindBatch, PacketPlace, RecordKind } from './record-kinds.js';
import type { TextBuffer } from './text-buffer.js';

/** Where unknown-bytes.ts puts them. */
const UNKNOWN: readonly string[] = ['unknownGaps', 'unknownTail'];

/** A column of all kinds of records of a stream. */
export type KindCell = FlatCell<KindBatch>;

/**
 * The columns of several kinds as those of one table: a path that several of them have is one column, and a row of another kind is empty in it.
 * `cells` has those of each kind.
 */
export function kindCells(
  kinds: readonly RecordKind[],
  places: readonly Place[],
  cells: readonly (readonly FlatCell[])[],
): readonly KindCell[] {
  const byPath = new Map<string, (FlatCell | undefined)[]>();
  cells.forEach((own, kind) => {
    for (const cell of own) {
      const there = byPath.get(cell.path) ?? kinds.map(() => undefined);
      there[kind] = cell;
      byPath.set(cell.path, there);
    }
  });
  const paths = [...byPath.keys()];
  // What no member holds comes after the members of all kinds.
  const unknown = paths.filter((path) => UNKNOWN.includes(path));
  const columns = [...paths.filter((path) => !UNKNOWN.includes(path)), ...unknown];
  return [
    ...places.map((place) => placeColumn(place, kinds)),
    ...columns.map((path) => joined(byPath.get(path) as readonly (FlatCell | undefined)[])),
  ];
}

function placeColumn({ kind, key }: Place, kinds: readonly RecordKind[]): KindCell {
  const cell = { path: key, isNumber: false, isHex: false };
  if (kind === 'file') return { ...cell, cell: new FileCell() };
  if (kind === 'type') return { ...cell, cell: new TypeCell(kinds.map(({ name }) => name)) };
  if (kind === 'time') return { ...cell, cell: new PacketCell(({ time }) => time ?? '') };
  if (kind === 'interface') return { ...cell, isNumber: true, cell: new PacketCell(({ id }) => String(id)) };
  return { ...cell, isNumber: true, cell: new RoutedCell(kinds.map(() => placeCell(kind))) };
}

function joined(cells: readonly (FlatCell | undefined)[]): KindCell {
  const there = cells.filter((cell) => cell !== undefined);
  const { path, names } = there[0] as FlatCell;
  return {
    path,
    ...(names !== undefined && { names }),
    isNumber: there.every(({ isNumber }) => isNumber),
    isHex: there.every(({ isHex }) => isHex),
    cell: new RoutedCell(cells.map((cell) => cell?.cell)),
  };
}

/** What each kind has in a column. */
class RoutedCell implements Cell<KindBatch> {
  private batch: KindBatch | undefined;

  constructor(private readonly cells: readonly (Cell | undefined)[]) {}

  bind(batch: KindBatch): void {
    this.batch = batch;
    batch.batches.forEach((one, kind) => this.cells[kind]?.bind(one));
  }

  write(out: TextBuffer, row: number): void {
    const batch = this.batch as KindBatch;
    this.cells[batch.kindAt(row)]?.write(out, batch.placeAt(row));
  }
}

class FileCell implements Cell<KindBatch> {
  private file = '';

  bind({ file }: KindBatch): void {
    this.file = file;
  }

  write(out: TextBuffer): void {
    out.text(this.file);
  }
}

/** What a batch's packet has. */
class PacketCell implements Cell<KindBatch> {
  private text = '';

  constructor(private readonly textOf: (packet: PacketPlace) => string) {}

  bind({ packet }: KindBatch): void {
    this.text = packet === undefined ? '' : this.textOf(packet);
  }

  write(out: TextBuffer): void {
    out.text(this.text);
  }
}

class TypeCell implements Cell<KindBatch> {
  private batch: KindBatch | undefined;

  constructor(private readonly names: readonly string[]) {}

  bind(batch: KindBatch): void {
    this.batch = batch;
  }

  write(out: TextBuffer, row: number): void {
    out.text(this.names[(this.batch as KindBatch).kindAt(row)] as string);
  }
}
