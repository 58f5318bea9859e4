import { suggest } from '../errors/index.js';
import { isBigint, type LaidType } from '../schema/index.js';
import { CommandError, ExitStatus } from './exit-status.js';
import { armLeaves, fieldsOf, leavesOf, type Field } from './fields.js';
import { isNote, notesOf } from './ndjson-reader.js';
import { layoutsOf, type RecordKinds } from './record-kinds.js';
import { repeatedKey } from './repeated-key.js';
import { placeKey } from './row-keys.js';

/** What a cell of a kind is. */
interface CellType {
  readonly type: LaidType;
  /** Without a value the cell is empty, and so is one of an empty text. */
  readonly isOptional: boolean;
}

/** Cells under a heading of paths -> the nested rows that `valueOfRow` takes: the mirror of CSV and TSV. */
export class RowShaper {
  private readonly byKind: readonly ReadonlyMap<string, CellType>[];
  /** Paths of all kinds. */
  private readonly known: ReadonlySet<string>;
  private readonly notes: readonly string[];
  private readonly typeKey: string;
  private paths: readonly string[] = [];

  constructor(private readonly records: RecordKinds) {
    const layouts = layoutsOf(records);
    this.byKind = records.kinds.map(({ codec }) => cellTypes(fieldsOf(codec)));
    this.known = new Set(this.byKind.flatMap((types) => [...types.keys()]));
    this.notes = notesOf(layouts);
    this.typeKey = placeKey(layouts, 'type');
  }

  /** Those of the heading; 0 before it. */
  get columnCount(): number {
    return this.paths.length;
  }

  /** @throws CommandError (data) for a column that is no member of a type */
  heading(paths: readonly string[], place: string): void {
    const { known } = this;
    const stray = paths.find((path) => !known.has(path) && !isNote(path, this.notes, [...known]));
    if (stray !== undefined)
      throw new CommandError(ExitStatus.DATA, `no column ${stray} (${place}): ${suggest(stray, [...known])}`);
    const twice = paths.find((path, index) => paths.indexOf(path) < index);
    if (twice !== undefined) throw new CommandError(ExitStatus.DATA, `column ${twice} is there twice (${place})`);
    this.paths = paths;
  }

  /** @throws CommandError (data) for a row of another number of cells, and for a value that only another type has */
  row(cells: readonly string[], place: string): Record<string, unknown> {
    const { paths } = this;
    if (cells.length !== paths.length)
      throw new CommandError(ExitStatus.DATA, `${cells.length} cells (${place}): the heading has ${paths.length}`);
    const row: Record<string, unknown> = {};
    const types = this.typesOf(cells, row);
    paths.forEach((path, index) => {
      const cell = types?.get(path);
      const text = cells[index] as string;
      if (cell === undefined && types !== undefined && text !== '' && this.known.has(path))
        throw new CommandError(
          ExitStatus.DATA,
          `a value in ${path} (${place}): the type of this row has no such member`,
        );
      if (cell === undefined || (text === '' && cell.isOptional)) return;
      put(row, path.split('.'), jsonOf(text, cell.type));
    });
    return row;
  }

  /** Of the row's own kind, whose name is put into it; undefined where it names none. */
  private typesOf(cells: readonly string[], row: Record<string, unknown>): ReadonlyMap<string, CellType> | undefined {
    const { set, kinds } = this.records;
    if (set === undefined) return this.byKind[0];
    const name = cells[this.paths.indexOf(this.typeKey)];
    row[this.typeKey] = name;
    return this.byKind[kinds.findIndex((kind) => kind.name === name)];
  }
}

function cellTypes(fields: readonly Field[]): ReadonlyMap<string, CellType> {
  const inArms = new Set([...armLeaves(fields)].map(({ path }) => path));
  return new Map(
    [...leavesOf(fields)].map(({ path, type }) => {
      const isText = type.kind === 'text' || type.kind === 'bytes';
      const isUnknown = path === 'unknownTail' || path === 'raw';
      return [path, { type, isOptional: !isText || isUnknown || inArms.has(path) }];
    }),
  );
}

function put(row: Record<string, unknown>, [step = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    row[step] = value;
    return;
  }
  row[step] ??= {};
  put(row[step] as Record<string, unknown>, rest, value);
}

/** What JSON has in the place of a cell. What is none of it stays text, which is then refused as a value of that type. */
function jsonOf(text: string, type: LaidType): unknown {
  switch (type.kind) {
    case 'leaf': {
      const { format } = type.scalar;
      if (format === 'bool') return text === 'true' ? true : text === 'false' ? false : text;
      if (isBigint(format, type.bytes)) return text;
      return numberOf(text);
    }
    case 'split':
      return numberOf(text);
    case 'pointed':
    case 'trailing':
      return jsonOf(text, type.target);
    case 'array':
    case 'records':
    case 'record':
      return nested(text);
    default:
      return text;
  }
}

function numberOf(text: string): unknown {
  return /^-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
}

function nested(text: string): unknown {
  try {
    const value = JSON.parse(text) as unknown;
    return repeatedKey(text) === undefined ? value : text;
  } catch {
    return text;
  }
}
