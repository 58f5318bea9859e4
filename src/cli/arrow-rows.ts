import { ArrowTableWriter, joined, type PlaceColumn, Table, utf8Data } from '../arrow/index.js';
import type { AnyBatch } from './cells.js';
import type { Selection } from './column-selection.js';
import { usageError } from './exit-status.js';
import { leavesOf, type LeafField } from './fields.js';
import type { ArrowFormat } from './formats.js';
import { say } from './messages.js';
import { assertOneKind } from './only-kind.js';
import type { Output } from './output.js';
import type { Place } from './place-cells.js';
import type { KindBatch, RecordKinds } from './record-kinds.js';
import type { RowSink } from './row-output.js';

/** A table of Arrow: a record batch for each batch of the input. */
export class ArrowRows implements RowSink {
  private readonly writer: ArrowTableWriter;
  private from: Pick<KindBatch, 'file' | 'packet'> = { file: '', packet: undefined };
  private hasBegun = false;

  /** @throws CommandError (usage) for several types, and where no column is left; the table is written by those that follow */
  constructor(
    format: ArrowFormat,
    records: RecordKinds,
    { fields, places, order }: Selection,
    private readonly output: Output,
  ) {
    if (output.isTerminal) throw usageError(`${format} is no text for a terminal; use -o FILE, or a pipe`);
    assertOneKind(records, 'a table of Arrow');
    const [{ codec }] = records.kinds;
    const leaves = [...leavesOf(fields[0] ?? [])];
    const paths = leaves.filter(hasColumn).map(({ path }) => path);
    tellOthers(
      leaves.filter((leaf) => !hasColumn(leaf)),
      order !== undefined,
    );
    const shown = places.filter(({ kind }) => kind !== 'type');
    if (paths.length + shown.length === 0)
      throw usageError('a table of Arrow has a column at least, and these are none');
    const table = new Table(
      codec,
      {},
      paths,
      shown.map((place) => placeColumn(place, () => this.from)),
    );
    this.writer = new ArrowTableWriter(table, format === 'arrow');
  }

  async write(batch: KindBatch, count: number): Promise<void> {
    await this.begin();
    this.from = batch;
    await this.put(this.writer.batch(batch.batches[0] as AnyBatch, count));
  }

  async flush(): Promise<void> {}

  async finish(): Promise<void> {
    await this.begin();
    await this.put(this.writer.end());
  }

  private async begin(): Promise<void> {
    if (!this.hasBegun) await this.put(this.writer.begin());
    this.hasBegun = true;
  }

  private async put(pieces: readonly Uint8Array[]): Promise<void> {
    for (const piece of joined(pieces)) await this.output.write(piece);
  }
}

function hasColumn({ column }: LeafField): boolean {
  return column !== undefined;
}

/** Members that only whole records show are in no table. @throws CommandError (usage) where somebody asked for them */
function tellOthers(leaves: readonly LeafField[], wereAskedFor: boolean): void {
  if (leaves.length === 0) return;
  const what = `${leaves.map(({ path }) => path).join(', ')}: no column of records has what lies elsewhere, ends at a NUL or may be missing; ndjson has it`;
  if (wereAskedFor) throw usageError(`a table of Arrow cannot have ${what}`);
  say(`the table is without ${what}`);
}

/** Where a record lies, what its input is called, and its packet. */
function placeColumn(place: Place, from: () => Pick<KindBatch, 'file' | 'packet'>): PlaceColumn {
  switch (place.kind) {
    case 'file':
      return textColumn(place, () => from().file);
    case 'time':
      return textColumn(place, () => from().packet?.time);
    case 'interface':
      return textColumn(place, () => from().packet?.id.toString());
    default:
      return numberColumn(place);
  }
}

/** The same text in all rows of a batch; none where it is undefined. */
function textColumn({ key }: Place, textOf: () => string | undefined): PlaceColumn {
  return {
    field: { name: key, type: { kind: 'utf8' }, isNullable: true, metadata: {} },
    read(_, count) {
      const text = textOf();
      const data = utf8Data(Array.from({ length: count }, () => text ?? ''));
      return text === undefined ? { ...data, nullCount: count, validity: new Uint8Array((count + 7) >> 3) } : data;
    },
  };
}

function numberColumn({ kind, key }: Place): PlaceColumn {
  const field = {
    name: key,
    type: { kind: 'int', bits: 64, isSigned: false },
    isNullable: false,
    metadata: {},
  } as const;
  return {
    field,
    read(batch, length) {
      const { offsets, lengths, byteOffset } = batch as AnyBatch;
      const numbers = kind === 'offset' ? offsets : lengths;
      const base = BigInt(kind === 'offset' ? byteOffset : 0);
      const values = BigUint64Array.from({ length }, (_, row) => base + BigInt(numbers[row] as number));
      return { length, nullCount: 0, validity: undefined, buffers: [values] };
    },
  };
}
