import { suggest } from '../errors/index.js';
import { notesOf, RowError, valueOfRow } from './ndjson-reader.js';
import { layoutsOf, type RecordKind, type RecordKinds } from './record-kinds.js';
import { placeKey } from './row-keys.js';

/** Rows as decode writes them -> the bytes of their records. */
export class RowEncoder {
  private readonly notes: readonly string[];
  /** The key that says which type a row is. */
  private readonly typeKey: string;

  constructor(private readonly records: RecordKinds) {
    const layouts = layoutsOf(records);
    this.notes = notesOf(layouts);
    this.typeKey = placeKey(layouts, 'type');
  }

  /** The kind of a row. @throws RowError where it names none of a record set */
  kindOf(row: unknown): RecordKind {
    const { set, kinds } = this.records;
    if (set === undefined) return kinds[0];
    const named = (row as Readonly<Record<string, unknown>> | null | undefined)?.[this.typeKey];
    const found = kinds.find(({ name }) => name === named);
    if (found !== undefined) return found;
    const names = kinds.map(({ name }) => name);
    const hint = typeof named === 'string' ? suggest(named, names) : `it is one of ${names.join(', ')}`;
    throw new RowError(`no type of the record set in ${this.typeKey}`, hint);
  }

  /** @throws RowError, CastbufError */
  encode(row: unknown): Uint8Array {
    const { name: type, codec } = this.kindOf(row);
    const value = valueOfRow(row, codec.layout, this.notes);
    return this.records.set === undefined ? codec.encode(value) : this.records.set.encode({ type, value } as never);
  }
}
