import type { ListedRecord } from '../program/index.js';
import { isBigint, memberOf, type LaidRecord, type LaidRecords, type LaidType, type Leaf } from '../schema/index.js';
import { namesOf } from './field-names.js';
import { printableJson } from './printable.js';
import { nameKeys } from './row-keys.js';
import { unknownTypes } from './unknown-bytes.js';
import type { TextBuffer } from './text-buffer.js';

type Source = Readonly<Record<string, unknown>>;

/** Writes decoded values in the notation of the NDJSON rows: the slow way, for what batches have no columns for. */
export class JsonValues {
  constructor(
    private readonly out: TextBuffer,
    private readonly withNames: boolean,
  ) {}

  value(value: unknown, type: LaidType): void {
    const { out } = this;
    switch (type.kind) {
      case 'leaf':
        return this.leaf(value as number | bigint | boolean, type);
      case 'bytes':
        return this.hex(value as Uint8Array);
      case 'array':
        out.text('[');
        (value as readonly unknown[]).forEach((element, index) => {
          if (index > 0) out.text(',');
          this.value(element, type.element);
        });
        return out.text(']');
      case 'records':
        return this.records(value as readonly ListedRecord[], type);
      case 'record':
        out.text('{');
        this.members(value as Source, type, nameKeys(type));
        return out.text('}');
      case 'pointed':
      case 'trailing':
        return this.value(value, type.target);
      case 'split':
        return out.integer(value as number);
      default:
        return out.text(printableJson(value as string));
    }
  }

  private records(records: readonly ListedRecord[], { types }: LaidRecords): void {
    const { out } = this;
    out.text('[');
    records.forEach(({ type, value }, index) => {
      if (index > 0) out.text(',');
      out.text(`{"type":${printableJson(type)},"value":`);
      const { record } = types.find(({ name }) => name === type) as LaidRecords['types'][number];
      out.text('{');
      this.members(value as Source, record, nameKeys(record));
      for (const [name, unknown] of unknownTypes(record)) this.member(value as Source, name, unknown, undefined);
      out.text('}}');
    });
    out.text(']');
  }

  /** A 64-bit integer is a decimal string; NaN and the infinities are strings, because JSON has no numbers for them. */
  private leaf(value: number | bigint | boolean, { bytes, scalar }: Leaf): void {
    const isFinite = typeof value !== 'number' || Number.isFinite(value);
    const isText = scalar.format === 'float' ? !isFinite : isBigint(scalar.format, bytes);
    const digits = Object.is(value, -0) ? '-0' : String(value);
    this.out.text(isText ? `"${digits}"` : digits);
  }

  private hex(bytes: Uint8Array): void {
    this.out.text('"');
    this.out.hex(bytes, 0, bytes.length);
    this.out.text('"');
  }

  /** `keys` are those of the names in the object that is written: promoted members stand in that of the record around them. */
  private members(source: Source, record: LaidRecord, keys: ReadonlyMap<string, string>): void {
    for (const { name, anonymous, unnamed, type } of record.members) {
      if (anonymous && type.kind === 'record') this.members(source, type, keys);
      else if (!unnamed) this.member(source, name, type, keys.get(name));
    }
    const raw = record.node.tag === undefined ? undefined : source['raw'];
    if (raw instanceof Uint8Array) {
      this.key('raw');
      this.hex(raw);
    }
  }

  private member(source: Source, name: string, type: LaidType, nameKey: string | undefined): void {
    const value = memberOf(source, name);
    if (value === undefined) return;
    this.key(name);
    this.value(value, type);
    const known = this.withNames ? namesOf(type)?.(value as number | bigint) : undefined;
    if (known === undefined || nameKey === undefined) return;
    this.key(nameKey);
    this.out.text(printableJson(known));
  }

  private key(name: string): void {
    this.out.comma();
    this.out.text(`${printableJson(name)}:`);
  }
}
