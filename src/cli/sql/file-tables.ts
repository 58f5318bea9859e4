import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { filesMatching, isPattern } from '../../file-patterns/index.js';
import { duckdb, type LoadedColumn, quoted, registerCastbuf, SqlTable, TableLoader } from '../../sql/index.js';
import type { SqlRequest } from '../arguments.js';
import { toldBadRecords, type BadRecords } from '../bad-records.js';
import { beginsAsCapture } from '../capture-input.js';
import type { DataInput } from '../data-input.js';
import { isStandardInput } from '../descriptor-paths.js';
import { assertNoInput, identityOf } from '../file-identity.js';
import { CommandError, ExitStatus } from '../exit-status.js';
import { describeDataError } from '../messages.js';
import { assertOneKind, onlyKind } from '../only-kind.js';
import { kindsOf, type KindBatch, type RecordKind, type RecordKinds } from '../record-kinds.js';
import { typedInputs, type TypedInputs } from '../typed-input.js';
import { packingOf } from '../unpack.js';
import { whereOf } from '../where.js';

type FilesRequest = Omit<SqlRequest, 'command' | 'query' | 'format'> & {
  readonly command: 'sql' | 'decode';
  /** castbuf's own filter of all records. */
  readonly where?: string | undefined;
};

/** What a command knows of its records, once it has seen the first file. */
interface Opened {
  readonly inputs: TypedInputs;
  readonly records: RecordKinds;
  readonly where: ReturnType<typeof whereOf>;
}

/** Files as tables of a connection: as views of `castbuf(…)`, or loaded into tables where they cannot be read so. */
export class FileTables {
  private opened: Opened | undefined;
  private readonly bad = new Map<string, BadRecords>();
  /** The tables of files that were loaded, in the order of the types. */
  private readonly loaded = new Map<string, readonly string[]>();

  constructor(
    private readonly connection: DuckDBConnection,
    private readonly request: FilesRequest,
    private readonly signal: AbortSignal,
  ) {}

  /** Whether a name in a query is that of a file, or of several. */
  isFile(name: string): boolean {
    if (isPattern(name)) return filesMatching(name).length > 0;
    return isStandardInput(name) || statSync(name, { throwIfNoEntry: false })?.isFile() === true;
  }

  /** A view of the name, for `FROM 'session.bin'`. @throws CommandError (usage) for a record set of which no type is chosen */
  async addFile(name: string): Promise<void> {
    const files = isPattern(name) ? filesMatching(name) : [name];
    const { records } = await this.open(files[0] as string);
    const { only } = this.request;
    const wanted = only === undefined ? records : onlyKind(records, only).records;
    assertOneKind(wanted, `FROM '${name}'`);
    await this.addView(name, wanted.kinds[0], files, isPattern(name));
  }

  /** A view for each type. */
  async addTypes(files: readonly string[]): Promise<RecordKinds> {
    const { records } = await this.open(files[0] as string);
    for (const kind of records.kinds) await this.addView(kind.name, kind, files, files.length > 1);
    return records;
  }

  /** What was passed over, for the end of a command. @throws CommandError (schema) where a part of the types could not be read */
  errors(): readonly CommandError[] {
    return [...this.bad.values()].flatMap(({ error }) => error ?? []);
  }

  close(): void {
    this.opened?.inputs.close();
  }

  assertGood(): void {
    this.opened?.inputs.types.assertGood();
  }

  private async open(first: string): Promise<Opened> {
    if (this.opened !== undefined) return this.opened;
    const { request, signal } = this;
    const inputs = await typedInputs(first, request, signal);
    const records = kindsOf(inputs.types, request);
    const codecs =
      records.set === undefined ? { [records.name]: records.kinds[0].codec } : { [records.name]: records.set };
    const { onBadRecord } = request;
    registerCastbuf(this.connection, codecs, {
      start: Math.max(request.skip, request.offset ?? 0),
      ...(onBadRecord === 'resync' ? { resync: true } : { onBadRecord }),
      onGaps: (file, gaps) => this.badOf(file).add(gaps),
    });
    this.opened = { inputs, records, where: whereOf(records, request.where) };
    return this.opened;
  }

  private badOf(file: string): BadRecords {
    let bad = this.bad.get(file);
    if (bad === undefined) this.bad.set(file, (bad = toldBadRecords(this.request.onBadRecord, file)));
    return bad;
  }

  private async addView(name: string, kind: RecordKind, files: readonly string[], hasFile: boolean): Promise<void> {
    const { where } = this.request;
    const keep = where === undefined ? '' : `, keep := ${literal(where)}`;
    const { output } = this.request;
    const parts: string[] = [];
    for (const file of files) {
      if (output !== undefined) assertNoInput(output, output, [identityOf(file, 'the input')]);
      const from = this.isPlain(file)
        ? `castbuf(${literal(file)}, type := ${literal(kind.name)}${keep})`
        : quoted(await this.loadedTable(file, kind));
      parts.push(`SELECT ${hasFile ? `${literal(file)} AS file, ` : ''}* FROM ${from}`);
    }
    await this.connection.run(`CREATE OR REPLACE VIEW ${quoted(name)} AS ${parts.join(' UNION ALL ')}`);
  }

  /** Records one after the other in a real file, which can be read without waiting. */
  private isPlain(file: string): boolean {
    if (isStandardInput(file) || statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return false;
    const head = headOf(file);
    const isPacked = !this.request.raw && packingOf(head) !== undefined;
    return !isPacked && (this.request.capture === undefined || !beginsAsCapture(head));
  }

  /** The name of a table with the records of the type. */
  private async loadedTable(file: string, { name }: RecordKind): Promise<string> {
    const { records } = this.opened as Opened;
    let names = this.loaded.get(file);
    // All types at once: standard input is read once.
    if (names === undefined) this.loaded.set(file, (names = await this.load(file, this.loaded.size)));
    return names[records.kinds.findIndex((kind) => kind.name === name)] as string;
  }

  /** A table for each type. */
  private async load(file: string, number: number): Promise<readonly string[]> {
    const { inputs, records } = this.opened as Opened;
    const input = await inputs.open(file);
    try {
      const extra = (await input.capture()) === undefined ? [] : packetColumns();
      const parts: LoadedKind[] = [];
      for (const [index, { name, codec }] of records.kinds.entries()) {
        const table = new SqlTable(name, codec, undefined);
        const target = `castbuf ${number} ${index}`;
        parts.push({ target, table, loader: await TableLoader.create(this.connection, target, table, extra) });
      }
      await this.loadAll(input, parts);
      return parts.map(({ target }) => target);
    } finally {
      input.close();
    }
  }

  private async loadAll(input: DataInput, parts: readonly LoadedKind[]): Promise<void> {
    const { signal, request, opened } = this;
    const { records, where } = opened as Opened;
    let seen = 0;
    for await (const batch of records.stream(input, { signal, where, onBadRecord: request.onBadRecord })) {
      for (const [index, { table, loader }] of parts.entries()) {
        const own = batch.batches[index] as KindBatch['batches'][number];
        if (own.rowCount > 0) loader.append(table.rowsOf(own, batch), packetValues(batch));
      }
      if (batch.gaps.length > 0) this.badOf(input.name).add(batch.gaps);
      seen += batch.recordCount;
      if (batch.error === undefined) continue;
      const what = `${input.name}: ${describeDataError(batch.error, seen)}`;
      throw new CommandError(ExitStatus.DATA, what, { cause: batch.error });
    }
    for (const { loader } of parts) loader.close();
  }
}

/** Records of a type of an input, as they are loaded. */
interface LoadedKind {
  readonly target: string;
  readonly table: SqlTable;
  readonly loader: TableLoader;
}

/** Of packets: what rows of decode call so, too. */
function packetColumns(): readonly LoadedColumn[] {
  const { TIMESTAMP_NS, UINTEGER } = duckdb().api;
  return [
    { name: 'time', type: TIMESTAMP_NS },
    { name: 'interface', type: UINTEGER },
  ];
}

function packetValues({ packet }: KindBatch): readonly DuckDBValue[] {
  if (packet === undefined) return [];
  const { timestamp, id } = packet;
  const { DuckDBTimestampNanosecondsValue } = duckdb().api;
  return [timestamp === undefined ? null : new DuckDBTimestampNanosecondsValue(timestamp), id];
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

const HEAD_BYTES = 32;

function headOf(file: string): Uint8Array {
  const head = new Uint8Array(HEAD_BYTES);
  const fd = openSync(file, 'r');
  try {
    return head.subarray(0, readSync(fd, head, 0, HEAD_BYTES, 0));
  } finally {
    closeSync(fd);
  }
}
