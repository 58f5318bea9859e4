import { Buffer } from 'node:buffer';
import * as assert from 'uvu/assert';
import { shownName } from '../../src/cli/generate/names.js';
import { luaDissector } from '../../src/cli/generate/lua-writer.js';
import { parseHeader, type Header } from '../../src/header/index.js';
import { createCodec } from '../../src/index.js';
import type { AnyType } from '../../src/schema/index.js';
import { isDeep, readFixture, readFixtureText, sampled, suite } from '../harness/index.js';
import { FUZZ_NAMES, ORACLE_SETS } from '../header/oracle-sets.js';
import { Dissector, type DissectedField } from './lua-dissector.js';
import { castbuf } from './run-castbuf.js';

// time-out: 300 s

async function dissectorOf(header: Header, problems: readonly string[] = []): Promise<Dissector> {
  const generated = luaDissector(header, header.records, 'test.h');
  assert.equal(generated.problems, problems);
  return Dissector.load(generated.text);
}

/** By path without indexes: the values of a message, one after the other. */
type Values = Map<string, unknown[]>;

function addValues(value: unknown, path: string, values: Values): void {
  if (Array.isArray(value)) value.forEach((one) => addValues(one, path, values));
  else if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array)) {
    for (const [name, inner] of Object.entries(value)) addValues(inner, path === '' ? name : `${path}.${name}`, values);
  } else values.set(path, [...(values.get(path) ?? []), value]);
}

function grouped(fields: readonly DissectedField[]): Map<string, DissectedField[]> {
  const groups = new Map<string, DissectedField[]>();
  for (const field of fields) groups.set(field.path, [...(groups.get(field.path) ?? []), field]);
  return groups;
}

/** What castbuf decodes, as Wireshark would show it: bytes and arrays of bytes as one row of digits. */
function shown(values: readonly unknown[], [first]: readonly DissectedField[]): unknown {
  if (first?.kind === 'bytes') {
    return Buffer.concat(values.map((one) => (one instanceof Uint8Array ? one : Uint8Array.of(Number(one))))).toString(
      'hex',
    );
  }
  if (first?.kind === 'float' || first?.kind === 'double') return values.map(Number);
  return values.map(String);
}

function dissected(fields: readonly DissectedField[]): unknown {
  const [first] = fields;
  const values = fields.map(({ value }) => value);
  if (first?.kind === 'bytes') return values.join('');
  if (first?.kind === 'string') return fields.map(textOf);
  return first?.kind === 'float' || first?.kind === 'double' ? values.map(Number) : values;
}

const ENCODINGS: Readonly<Record<number, string>> = { 2: 'utf-8', 0x80000004: 'utf-16le', 10: 'latin1' };

function textOf({ filter, value }: DissectedField): string {
  const encoding = ENCODINGS[Number(filter.split(' ')[1])];
  return new TextDecoder(encoding).decode(Buffer.from(value, 'hex')).replace(/\0.*/s, '');
}

/** The dissector adds what castbuf decodes, all of it and nothing else. @returns the number of fields */
function compare(fields: readonly DissectedField[], decoded: unknown, what: string): number {
  const values: Values = new Map();
  addValues(decoded, '', values);
  const groups = grouped(fields);
  for (const [path, group] of groups) {
    assert.ok(values.has(path), `${what}: ${path} is dissected, not decoded`);
    assert.equal(dissected(group), shown(values.get(path) ?? [], group), `${what}: ${path}`);
  }
  for (const [path, list] of values) {
    const isEmpty = list.every((one) => (one instanceof Uint8Array || typeof one === 'string') && one.length === 0);
    assert.ok(groups.has(path) || isEmpty, `${what}: ${path} is decoded, not dissected`);
  }
  return fields.length;
}

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

suite('castbuf generate --lua: the values of the oracle', (test) => {
  let lineCount = 0;
  for (const name of sampled(FUZZ_NAMES, 5)) {
    test(name, async () => {
      const header = parseHeader(await readFixtureText(`oracle/fuzz/${name}.h`));
      const dissector = await dissectorOf(header);
      const codecs = new Map<string, ReturnType<typeof createCodec<AnyType>>>();
      for (const line of (await readFixtureText(`oracle/fuzz/${name}-values.ndjson.gz`)).trimEnd().split('\n')) {
        const { record, bytes } = JSON.parse(line) as { record: string; bytes: string };
        const codec = codecs.get(record) ?? createCodec(header.type(record));
        codecs.set(record, codec);
        const message = fromHex(bytes);
        const fields = dissector.fieldsOf(shownName(header.record(record)), message);
        compare(fields, codec.decode(message), `${record} of ${bytes}`);
        comparePlaces(fields, header.record(record).flat);
        lineCount++;
      }
      dissector.close();
    });
  }

  test('they are all there', () => {
    if (isDeep) assert.is(lineCount, 2739);
    else assert.ok(lineCount > 500, `${lineCount} lines`);
  });

  for (const { name, abi, headerFile } of sampled(ORACLE_SETS, 8)) {
    test(`every record of ${name} has a protocol, and no two are the same`, async () => {
      const header = parseHeader(await readFixtureText(headerFile), { abi });
      const dissector = await dissectorOf(header);
      const known = new Set(dissector.protocols);
      for (const record of header.records) assert.ok(known.has(shownName(record)), shownName(record));
      dissector.close();
    });
  }
});

/** What is no bit-field and in no array lies where the layout has it. */
function comparePlaces(fields: readonly DissectedField[], flat: Header['records'][number]['flat']): void {
  const places = new Map(flat.map(([path, bitOffset, bitSize]) => [path, [bitOffset / 8, bitSize / 8]]));
  for (const [path, group] of grouped(fields)) {
    const place = places.get(path);
    const [field, another] = group;
    if (place?.every(Number.isInteger) !== true || field === undefined || another !== undefined) continue;
    if (field.length === place[1]) assert.equal([field.offset, field.length], place, path);
  }
}

suite('castbuf generate --lua: messages', (test) => {
  const MIRACAST = 'oracle/oracle-miracast-x64.h';

  test('the golden chunks, their private data counted', async () => {
    const text = `${await readFixtureText(MIRACAST)}
typedef struct {
  MIRACAST_CHUNK_INFO ChunkInfo;
  UINT PrivateDriverDataSize;
  _Field_size_bytes_(PrivateDriverDataSize) UCHAR PrivateDriverData[1];
} COUNTED_CHUNK;\n`;
    const header = parseHeader(text);
    const dissector = await dissectorOf(header);
    const codec = createCodec(header.type('COUNTED_CHUNK'));
    const bytes = Buffer.from(await readFixture('vectors/doc-table-1.chunks.bin'));
    let fieldCount = 0;
    for (let at = 0; at < bytes.length;) {
      const size = 28 + bytes.readUInt32LE(at + 24);
      const message = bytes.subarray(at, at + size);
      fieldCount += compare(dissector.fieldsOf('COUNTED_CHUNK', message), codec.decode(message), `chunk at ${at}`);
      at += size;
    }
    assert.is(fieldCount, 21);
    assert.equal(dissector.fieldsOf('COUNTED_CHUNK', new Uint8Array(27)), [], 'a byte less than the fixed part');
    dissector.close();
  });

  test('a [1] tail that nothing counts may be missing', async () => {
    const header = parseHeader(await readFixtureText(MIRACAST));
    const dissector = await dissectorOf(header);
    const codec = createCodec(header.type('MIRACAST_CHUNK_DATA'));
    const bytes = (await readFixture('vectors/doc-table-1.chunks.bin')).slice(0, 32);
    compare(dissector.fieldsOf('MIRACAST_CHUNK_DATA', bytes), codec.decode(bytes), 'all of sizeof');
    const whole = dissector.fieldsOf('MIRACAST_CHUNK_DATA', bytes);
    for (const length of [29, 30, 31]) {
      assert.equal(dissector.fieldsOf('MIRACAST_CHUNK_DATA', bytes.slice(0, length)), whole, `${length} bytes`);
    }
    assert.equal(dissector.fieldsOf('MIRACAST_CHUNK_DATA', bytes.slice(0, 28)), whole.slice(0, -1), '28 bytes');
    assert.equal(dissector.fieldsOf('MIRACAST_CHUNK_DATA', bytes.slice(0, 27)), [], '27 bytes');
    dissector.close();
  });

  test('so may one in a record at the end of another, and one behind bits of its own unit', async () => {
    const text =
      'struct T { int n; short tail[1]; }; struct B { int a; struct T t; }; struct P { int a; struct { int n; char tail[1]; }; };' +
      'struct U { unsigned a : 8; char tail[1]; }; struct N { struct T t; int after; };';
    const header = parseHeader(text, { abi: 'gcc-x64' });
    const dissector = await dissectorOf(header);
    const countOf = (name: string, length: number): number => dissector.fieldsOf(name, new Uint8Array(length)).length;
    assert.equal(
      [12, 10, 9, 8, 7].map((length) => countOf('B', length)),
      [3, 3, 2, 2, 0],
      'struct B',
    );
    assert.equal(
      [12, 9, 8, 7].map((length) => countOf('P', length)),
      [3, 3, 2, 0],
      'struct P',
    );
    assert.equal(
      [4, 3].map((length) => countOf('U', length)),
      [2, 0],
      'struct U: its bits are loaded with their whole unit',
    );
    assert.equal(
      [12, 11].map((length) => countOf('N', length)),
      [3, 0],
      'struct N, where the record is not the last',
    );
    dissector.close();
  });

  test('bits of a big-endian ABI', async () => {
    const text =
      'struct S { unsigned char c; unsigned a : 3, b : 20; int s : 9; unsigned long long w : 40, x : 11; long long y : 7; unsigned char e : 2, f : 6; };';
    const header = parseHeader(text, { abi: 'gcc-powerpc' });
    const dissector = await dissectorOf(header);
    const bytes = Uint8Array.from({ length: header.record('S').size }, (_, index) => (index * 89 + 167) & 0xff);
    const value = createCodec(header.type('S'), { abi: 'gcc-powerpc' }).decode(bytes);
    assert.is(compare(dissector.fieldsOf('S', bytes), value, 'S'), 9);
    dissector.close();
  });

  test('--dlt: captures of the link type show the record', async () => {
    const args = (...more: string[]): string[] => ['generate', `test/${MIRACAST}`, '--lua', ...more];
    const { status, text } = await castbuf(args('--type', 'MIRACAST_CHUNK_DATA', '--dlt', 'USER0'));
    assert.is(status, 0);
    const dissector = await Dissector.load(text);
    assert.equal([dissector.protocolOfLink(45), dissector.protocolOfLink(48)], ['MIRACAST_CHUNK_DATA', '']);
    dissector.close();
    for (const dlt of ['user3', 'DLT_USER3', '150']) {
      assert.match(
        (await castbuf(args('--type', 'MIRACAST_CHUNK_DATA', '--dlt', dlt))).text,
        /add\(wtap\.USER3, /,
        dlt,
      );
    }
    for (const dlt of ['USER16', '146', '163', 'ETHERNET']) {
      const { status, stderr } = await castbuf(args('--type', 'MIRACAST_CHUNK_DATA', '--dlt', dlt));
      assert.equal([status, stderr], [2, `castbuf: --dlt takes USER0 to USER15 (147 to 162 in files), not ${dlt}\n`]);
    }
    const all = await castbuf(args('--dlt', 'USER0'));
    assert.equal(
      [all.status, all.stderr],
      [2, 'castbuf: --dlt takes one record, which packets consist of; name it with --type\n'],
    );
    const typescript = await castbuf(['generate', `test/${MIRACAST}`, '--dlt', 'USER0']);
    assert.equal([typescript.status, typescript.stderr], [2, 'castbuf: --dlt is for dissectors; it goes with --lua\n']);
  });

  for (const name of ['session-info', 'datarate-stats', 'wfd-connection-stats']) {
    test(name, async () => {
      const header = parseHeader(await readFixtureText(MIRACAST));
      const type = `MIRACAST_${name.toUpperCase().replaceAll('-', '_')}`;
      const dissector = await dissectorOf(header);
      const bytes = (await readFixture(`vectors/${name}.bin`)).subarray(0, header.record(type).size);
      assert.ok(compare(dissector.fieldsOf(type, bytes), createCodec(header.type(type)).decode(bytes), name) > 0);
      dissector.close();
    });
  }

  const KINDS = `
typedef unsigned char UCHAR; typedef unsigned short USHORT; typedef unsigned UINT;
typedef enum { ONE = 1, TWO, MANY = 9 } KIND;
struct Item { UCHAR Low : 3, High : 5; USHORT Value; };
struct Tagged {
  UINT Kind; // castbuf: enum=KIND
  union {
    struct { UCHAR a, b; } One; // castbuf: when=Kind:ONE
    struct Item Two[2];         // castbuf: when=Kind:TWO,3
    UINT Other;                 // castbuf: when=Kind:otherwise
  };
};
struct NoOther {
  UCHAR Kind : 4, Rest : 4;
  union {
    UINT One;     // castbuf: when=Kind:1
    USHORT Two;   // castbuf: when=Kind:2
  } Data;
};
struct Counted { unsigned long long Count : 7, : 40, Id : 17; _Field_size_(Count) struct Item Items[]; };
struct Bytes { short Size; _Field_size_bytes_(Size) USHORT Words[]; };
struct Text {
  UCHAR Fixed[6]; // castbuf: text=utf-8
  USHORT Bytes;
  USHORT Name[1]; // castbuf: bytes=Bytes text=utf-16le
};
struct Rest { UCHAR Kind; struct Item Items[]; /* castbuf: rest */ };
/* castbuf: length=Size versioned */
struct Versioned { UINT Size; UINT Second; UCHAR Low : 2, High : 6; unsigned long long Last; };
`;
  const header = parseHeader(KINDS);
  const message = (record: string, digits: string) =>
    test(`struct ${record}: ${digits}`, async () => {
      assert.equal(header.errors, []);
      const dissector = await dissectorOf(header);
      const bytes = fromHex(digits.replaceAll(' ', ''));
      compare(dissector.fieldsOf(record, bytes), createCodec(header.type(record)).decode(bytes), record);
      dissector.close();
    });
  message('Tagged', '01000000 aabb0000 00000000');
  message('Tagged', '02000000 ab001122 cd003344');
  message('Tagged', '03000000 ab001122 cd003344');
  message('Tagged', '09000000 11223344 00000000');
  message('NoOther', '51000000 11223344');
  message('NoOther', '52000000 11223344');
  message('NoOther', '53000000 11223344');
  message('Counted', '80000000 00008081');
  message('Counted', '82000000 00008081 ab001122 cd003344');
  message('Bytes', '0000');
  message('Bytes', '0400 1122 3344');
  message('Text', '616200000000 0000');
  message('Text', '6162c3a90000 0600 4100 5a01 4200');
  message('Rest', '07 00');
  message('Rest', '07 00 ab001122 cd003344');
  message('Versioned', '04000000');
  message('Versioned', '08000000 11223344');
  message('Versioned', '09000000 11223344 a7');
  message('Versioned', '18000000 11223344 a7000000 00000000 8877665544332211');

  test('a count above what is there: what is there', async () => {
    const dissector = await dissectorOf(header);
    const fields = dissector.fieldsOf('Bytes', fromHex('ff7f112233'));
    assert.equal(
      fields.map(({ path, value }) => [path, value]),
      [
        ['Size', '32767'],
        ['Words', '8721'],
      ],
    );
    assert.equal(dissector.fieldsOf('Bytes', fromHex('ffff11223344')).length, 1, 'a negative one: none');
    dissector.close();
  });

  test('a record inside another one is the protocol of its own messages, unless its tail differs', async () => {
    const text =
      'struct A { int n; }; struct T { int n; _Field_size_(n) char tail[1]; };' +
      'struct B { struct A a; struct T t, u[2]; }; struct Open { struct T t; };';
    const nested = parseHeader(text);
    const dissector = await dissectorOf(nested);
    assert.equal([...dissector.protocols].sort(), ['A', 'B', 'Open', 'T', 'T_2']);
    const bytes = fromHex('0700000001000000aa00000002000000bb00000003000000cc000000');
    compare(dissector.fieldsOf('B', bytes), createCodec(nested.type('B')).decode(bytes), 'B');
    const open = fromHex('03000000112233');
    compare(dissector.fieldsOf('Open', open), createCodec(nested.type('Open')).decode(open), 'Open');
    dissector.close();
  });
});
