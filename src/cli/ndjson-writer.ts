import {
  ArmSelector,
  cellOf,
  isQuoted,
  isValueCell,
  RowValues,
  type AnyBatch,
  type Cell,
  type Numbers,
} from './cells.js';
import { namesOf } from './field-names.js';
import type { ChoiceField, Field, GroupField, LeafField } from './fields.js';
import { placeCell, type Place } from './place-cells.js';
import { printableJson } from './printable.js';
import type { KindBatch, RecordKind } from './record-kinds.js';
import type { RowWriter } from './row-writer.js';
import type { TextBuffer } from './text-buffer.js';

/** Rows as JSON objects, one a line, nested as the struct is. */
export class NdjsonWriter implements RowWriter {
  private readonly kinds: readonly KindRows[];
  private batch: KindBatch | undefined;

  /** `fields` has those of each kind. */
  constructor(
    kinds: readonly RecordKind[],
    fields: readonly (readonly Field[])[],
    places: readonly Place[],
    withNames: boolean,
  ) {
    this.kinds = kinds.map(({ name }, kind) => new KindRows(name, fields[kind] ?? [], places, withNames));
  }

  bind(batch: KindBatch): void {
    this.batch = batch;
    this.kinds.forEach((rows, kind) => rows.bind(batch.batches[kind] as AnyBatch, batch));
  }

  begin(_out: TextBuffer): void {}

  writeRow(out: TextBuffer, row: number): void {
    this.writeObject(out, row);
    out.literal(LINE_END);
  }

  protected writeObject(out: TextBuffer, row: number): void {
    const batch = this.batch as KindBatch;
    this.kinds[batch.kindAt(row)]?.write(out, batch.placeAt(row));
  }

  finish(_out: TextBuffer): void {}
}

const LINE_END = Buffer.from('\n');

/** The same rows as one array, a row a line. */
export class JsonWriter extends NdjsonWriter {
  private isFirst = true;

  override writeRow(out: TextBuffer, row: number): void {
    out.text(this.isFirst ? '[\n' : ',\n');
    this.isFirst = false;
    this.writeObject(out, row);
  }

  override finish(out: TextBuffer): void {
    out.text(this.isFirst ? '[]\n' : '\n]\n');
  }
}

/**
 * The rows of one kind. The row is compiled once to a list of parts: constant text (keys, braces, quotes), cells, and unions whose arm each row
 * selects.
 */
class KindRows {
  private readonly bound: readonly Bound[];
  private readonly parts: readonly RowPart[];
  private readonly words: PlaceWords;

  constructor(name: string, fields: readonly Field[], places: readonly Place[], withNames: boolean) {
    const compiler = new RowCompiler(withNames, new Word(name));
    this.parts = compiler.row(fields, places);
    this.bound = compiler.bound;
    this.words = compiler.words;
  }

  bind(batch: AnyBatch, whole: KindBatch): void {
    this.words.bind(whole);
    for (const part of this.bound) part.bind(batch);
  }

  write(out: TextBuffer, row: number): void {
    for (const part of this.parts) part.write(out, row);
  }
}

type Bound = Pick<Cell, 'bind'>;

interface RowPart {
  write(out: TextBuffer, row: number): void;
}

class Constant implements RowPart {
  private readonly bytes: Uint8Array;

  constructor(text: string) {
    this.bytes = Buffer.from(text);
  }

  write(out: TextBuffer): void {
    out.literal(this.bytes);
  }
}

/** JSON that is the same for many rows: a text in quotes, a number, or null. */
class Word implements RowPart {
  private bytes: Uint8Array = new Uint8Array(0);

  constructor(value: string | number | null) {
    this.set(value);
  }

  set(value: string | number | null): void {
    this.bytes = Buffer.from(printableJson(value));
  }

  write(out: TextBuffer): void {
    out.literal(this.bytes);
  }
}

/** What all rows of a batch have. */
class PlaceWords {
  readonly file = new Word('');
  readonly time = new Word(null);
  readonly interface = new Word(null);

  constructor(readonly type: Word) {}

  bind({ file, packet }: KindBatch): void {
    this.file.set(file);
    this.time.set(packet?.time ?? null);
    this.interface.set(packet?.id ?? null);
  }
}

const COMMA: RowPart = { write: (out) => out.comma() };

/** The members of the arm that a row selects. */
class Choice implements RowPart {
  constructor(
    private readonly selector: ArmSelector,
    private readonly arms: readonly (readonly RowPart[])[],
    private readonly raw: readonly RowPart[],
  ) {}

  write(out: TextBuffer, row: number): void {
    for (const part of this.arms[this.selector.armAt(row)] ?? this.raw) part.write(out, row);
  }
}

/** Times have as many names as there are values. */
const MOST_TEXTS = 1024;

/** `,"<member>Name":"…"` where the value has a name. */
class NamePart implements Cell {
  private values: Numbers = new Uint8Array(0);
  private readonly texts = new Map<string, Uint8Array>();

  constructor(
    private readonly field: LeafField,
    private readonly names: (value: number) => string | undefined,
  ) {}

  bind(batch: AnyBatch): void {
    this.values = batch.columns[this.field.path] as Numbers;
  }

  write(out: TextBuffer, row: number): void {
    const name = this.names(this.values[row] as number);
    if (name === undefined) return;
    let text = this.texts.get(name);
    if (text === undefined) {
      text = Buffer.from(`,${printableJson(this.field.nameKey ?? '')}:${printableJson(name)}`);
      if (this.texts.size >= MOST_TEXTS) this.texts.clear();
      this.texts.set(name, text);
    }
    out.literal(text);
  }
}

/** Whether a member stands before this place in its object: sometimes only the row knows. */
type Before = 'none' | 'some' | 'unknown';

class RowCompiler {
  /** What takes its columns from each batch. */
  readonly bound: Bound[] = [];
  readonly words: PlaceWords;
  private readonly values: RowValues;
  private parts: RowPart[] = [];
  private text = '';
  private before: Before = 'none';

  constructor(
    private readonly withNames: boolean,
    type: Word,
  ) {
    this.words = new PlaceWords(type);
    this.values = new RowValues(withNames);
  }

  row(fields: readonly Field[], places: readonly Place[]): readonly RowPart[] {
    this.text = '{';
    for (const { kind, key } of places) {
      this.key(key);
      if (kind === 'offset' || kind === 'length') this.cell(placeCell(kind));
      else this.word(this.words[kind]);
    }
    for (const field of fields) this.field(field);
    this.text += '}';
    this.flush();
    return this.parts;
  }

  private field(field: Field): void {
    if (field.kind === 'leaf') this.leaf(field);
    else if (field.kind === 'group') this.group(field);
    else this.choice(field);
  }

  private leaf(field: LeafField): void {
    const cell = cellOf(field, 'json', this.values);
    if (isValueCell(cell)) {
      this.cell(cell);
      if (this.before === 'none') this.before = 'unknown';
      return;
    }
    const quote = isQuoted(field.type) ? '"' : '';
    this.key(field.name);
    this.text += quote;
    this.cell(cell);
    this.text += quote;
    const names = this.withNames ? namesOf(field.type) : undefined;
    if (names !== undefined) this.cell(new NamePart(field, names));
  }

  private group({ name, members }: GroupField): void {
    this.key(name);
    this.text += '{';
    this.before = 'none';
    for (const member of members) this.field(member);
    this.text += '}';
    this.before = 'some';
  }

  private choice(choice: ChoiceField): void {
    this.flush();
    const { parts, before } = this;
    const selector = new ArmSelector(choice);
    this.bound.push(selector);
    const compiled = (fields: readonly Field[]): readonly RowPart[] => {
      this.parts = [];
      this.before = before;
      for (const field of fields) this.field(field);
      this.flush();
      return this.parts;
    };
    const arms = choice.arms.map((arm) => compiled(arm.members));
    const raw = choice.otherwise < 0 ? compiled([choice.raw]) : [];
    this.parts = parts;
    this.parts.push(new Choice(selector, arms, raw));
    this.before = before === 'some' ? 'some' : 'unknown';
  }

  private key(name: string): void {
    if (this.before === 'unknown') {
      this.flush();
      this.parts.push(COMMA);
    }
    this.text += `${this.before === 'some' ? ',' : ''}${printableJson(name)}:`;
    this.before = 'some';
  }

  private word(word: Word): void {
    this.flush();
    this.parts.push(word);
  }

  private cell(cell: Cell): void {
    this.flush();
    this.parts.push(cell);
    this.bound.push(cell);
  }

  private flush(): void {
    if (this.text !== '') this.parts.push(new Constant(this.text));
    this.text = '';
  }
}
