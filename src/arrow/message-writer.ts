import { childOf, type ArrowData, type ArrowField, type ArrowSchema } from './arrow-type.js';
import { dictionaryMessage, footerOf, recordBatchMessage, schemaMessage, type Block, type Body } from './metadata.js';
import { utf8Data } from './text-data.js';

/*
 * Arrow's format between processes. A message is a flatbuffer and, of batches, a body of buffers:
 *
 *   | ff ff ff ff | bytes of the metadata | metadata, padding | buffer, padding | buffer, padding | ...
 *
 *   stream: schema, dictionaries, batches, ff ff ff ff 00 00 00 00
 *   file:   ARROW1 00 00, the stream, footer, bytes of the footer, ARROW1
 */

/** What buffers are aligned to, counted from the start of the stream or file. */
export type Alignment = 8 | 64;

const MAGIC = /* @__PURE__ */ Uint8Array.of(0x41, 0x52, 0x52, 0x4f, 0x57, 0x31);
const END_OF_STREAM = /* @__PURE__ */ Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);
/** Before the metadata: the marker and the length. */
const PREFIX_BYTES = 8;

/** Writes one table. What its calls answer lies one after the other: pieces of the stream, which are views of the columns where these are. */
export class MessageWriter {
  private at = 0;
  private readonly dictionaries: Block[] = [];
  private readonly batches: Block[] = [];

  constructor(
    private readonly schema: ArrowSchema,
    private readonly isFile: boolean,
    private readonly alignment: Alignment,
  ) {}

  begin(): readonly Uint8Array[] {
    const pieces: Uint8Array[] = [];
    if (this.isFile) this.put(pieces, MAGIC, 8);
    this.message(pieces, schemaMessage(this.schema), []);
    namesIn(this.schema.fields).forEach((names, id) => {
      const { body, buffers } = this.bodyOf([NAMES_FIELD], [utf8Data(names)], names.length);
      this.dictionaries.push(this.message(pieces, dictionaryMessage(id, body), buffers));
    });
    return pieces;
  }

  /** @param columns the rows of each field */
  batch(columns: readonly ArrowData[], rows: number): readonly Uint8Array[] {
    const pieces: Uint8Array[] = [];
    const { body, buffers } = this.bodyOf(this.schema.fields, columns, rows);
    this.batches.push(this.message(pieces, recordBatchMessage(body), buffers));
    return pieces;
  }

  end(): readonly Uint8Array[] {
    const pieces: Uint8Array[] = [END_OF_STREAM];
    if (!this.isFile) return pieces;
    const footer = footerOf(this.schema, this.dictionaries, this.batches);
    return [...pieces, footer, wordsOf(footer.length), MAGIC];
  }

  /** Which buffers a message has, and where in its body each lies. */
  private bodyOf(fields: readonly ArrowField[], columns: readonly ArrowData[], rows: number) {
    const nodes: ArrowData[] = [];
    const buffers: Uint8Array[] = [];
    const collect = (field: ArrowField, data: ArrowData): void => {
      nodes.push(data);
      buffers.push(data.validity ?? new Uint8Array(0), ...data.buffers.map(bytesOf));
      const child = childOf(field);
      if (child !== undefined) collect(child, data.child as ArrowData);
    };
    fields.forEach((field, index) => collect(field, columns[index] as ArrowData));
    let bytes = 0;
    const places = buffers.map(({ length }) => {
      const offset = bytes;
      bytes += this.padded(length);
      return { offset, bytes: length };
    });
    const body: Body = { rows, nodes, buffers: places, bytes };
    return { body, buffers };
  }

  private message(pieces: Uint8Array[], metadata: Uint8Array, buffers: readonly Uint8Array[]): Block {
    const offset = this.at;
    // So that the body begins at a multiple of the alignment.
    const metadataBytes = this.padded(offset + PREFIX_BYTES + metadata.length) - offset;
    this.put(pieces, wordsOf(0xffffffff, metadataBytes - PREFIX_BYTES));
    this.put(pieces, metadata, this.alignment);
    const body = this.at;
    for (const buffer of buffers) this.put(pieces, buffer, this.alignment);
    return { offset, metadataBytes, bodyBytes: this.at - body };
  }

  /** Bytes, and zeros after them up to a multiple of `align`. */
  private put(pieces: Uint8Array[], bytes: Uint8Array, align = 1): void {
    if (bytes.length > 0) pieces.push(bytes);
    this.at += bytes.length;
    const end = Math.ceil(this.at / align) * align;
    if (end > this.at) pieces.push(new Uint8Array(end - this.at));
    this.at = end;
  }

  private padded(bytes: number): number {
    return Math.ceil(bytes / this.alignment) * this.alignment;
  }
}

const NAMES_FIELD: ArrowField = { name: '', type: { kind: 'utf8' }, isNullable: false, metadata: {} };

/** Names that indices of these fields are of, in the order of their numbers. */
function namesIn(fields: readonly ArrowField[]): readonly (readonly string[])[] {
  return fields.flatMap((field) => {
    const child = childOf(field);
    if (child !== undefined) return namesIn([child]);
    return field.type.kind === 'names' ? [field.type.names] : [];
  });
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function wordsOf(...words: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(words).buffer);
}
