/* oxlint-disable no-underscore-dangle -- the names are those of the library */
import { imported } from './imported.mjs';

/** Members of the table in order of their slots, with the kind that a .fbs file would give them. */
const FIELDS = {
  W1: {
    ChunkType: 'Int32',
    FrameNumber: 'Float64',
    PartNumber: 'Int32',
    ProcessingTime: 'Int32',
    EncodeRate: 'Int32',
    PrivateDriverDataSize: 'Int32',
    PrivateDriverData: 'bytes',
  },
  W1b: {
    Kind: 'Int8',
    Flags: 'Int8',
    Port: 'Int16',
    Sequence: 'Int32',
    Stamp: 'Int64',
    Level: 'Float64',
    Id: 'Float64',
    Part: 'Int32',
    Errors: 'Int32',
    Mode: 'Int8',
    Rate: 'Int32',
    Total: 'Int64',
  },
};

export async function reader(
  /** @type {'W1' | 'W1b'} */ name,
  /** @type {Uint8Array} */ _input,
  /** @type {any[]} */ objects,
) {
  const { Builder, ByteBuffer } = await imported('flatbuffers');
  const fields = Object.entries(FIELDS[name]);
  const bytes = written(new Builder(1 << 20), fields, objects);
  const Record = tableClass(fields);
  return () => {
    const buffer = new ByteBuffer(bytes);
    const root = buffer.readInt32(buffer.position()) + buffer.position();
    const vector = root + buffer.__offset(root, 4);
    const first = buffer.__vector(vector);
    const records = [];
    for (let index = 0, { length } = objects; index < length; index++)
      records.push(new Record().__init(buffer.__indirect(first + index * 4), buffer).unpack());
    return records;
  };
}

/** A table with one vector of tables. */
function written(/** @type {any} */ builder, /** @type {string[][]} */ fields, /** @type {any[]} */ objects) {
  const offsets = objects.map((object) => {
    const payload = object.PrivateDriverData && builder.createByteVector(object.PrivateDriverData);
    builder.startObject(fields.length);
    for (const [slot, [member = '', kind = '']] of fields.entries()) {
      if (kind === 'bytes') builder.addFieldOffset(slot, payload, 0);
      else builder[`addField${kind}`](slot, object[member], kind === 'Int64' ? 0n : 0);
    }
    return builder.endObject();
  });
  builder.startVector(4, offsets.length, 4);
  for (const offset of offsets.toReversed()) builder.addOffset(offset);
  const vector = builder.endVector();
  builder.startObject(1);
  builder.addFieldOffset(0, vector, 0);
  builder.finish(builder.endObject());
  return builder.asUint8Array();
}

/** What its compiler writes for such a table, with the object interface. */
function tableClass(/** @type {string[][]} */ fields) {
  const accessors = fields.map(([member = '', kind = ''], slot) => {
    const offset = `const offset = this.bb.__offset(this.bb_pos, ${4 + slot * 2});`;
    if (kind === 'bytes') {
      const array =
        'new Uint8Array(this.bb.bytes().buffer, this.bb.bytes().byteOffset + this.bb.__vector(this.bb_pos + offset), this.bb.__vector_len(this.bb_pos + offset))';
      return `${member}() { ${offset} return offset ? ${array} : null; }`;
    }
    const read = kind.replace('Int', 'Uint');
    return `${member}() { ${offset} return offset ? this.bb.read${read}(this.bb_pos + offset) : ${kind === 'Int64' ? '0n' : '0'}; }`;
  });
  const members = fields.map(([member]) => `${member}: this.${member}()`).join(', ');
  return new Function(`return class {
    bb = null;
    bb_pos = 0;
    __init(i, bb) { this.bb_pos = i; this.bb = bb; return this; }
    ${accessors.join('\n')}
    unpack() { return { ${members} }; }
  }`)();
}
