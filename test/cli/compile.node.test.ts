import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';
import { checkedFiles } from '../types/checked-program.js';
import { castbuf } from './run-castbuf.js';

// time-out: 300 s

const HEADER = `#include <stdint.h>
typedef struct { uint8_t Red, Green, Blue; } Colour;
typedef struct {
  uint32_t Kind;
  uint64_t FrameNumber : 40;
  uint64_t PartNumber : 24;
  Colour Colours[2];
  uint32_t Size;
  uint8_t Data[]; // castbuf: count=Size
} Chunk;
`;

const SCHEMA = `import { array, be, struct, u16, u32, type Infer } from 'castbuf';
export const Point = struct('POINT', { X: be(u16), Y: u32 });
export const Path = struct('PATH', { Count: u16, Points: array(Point, 'Count') });
export type APoint = Infer<typeof Point>;
export const other = 5;
`;

const MESSAGES = `import { struct, text, u32 } from 'castbuf';
import { messageSet } from 'castbuf/miracast';
const Value = struct('TWICE', { Type: u32, Value: u32 });
export const Log = struct('LOG', { Type: u32, Length: u32, Text: text('utf-8', 'Length') });
const Twice = struct('TWICE_REPLY', { Value: u32 });
export const Messages = messageSet('Type', {
  Twice: { value: 1, input: Value, output: Twice },
  Log: { value: 2, input: Log },
});
`;

/** Runs a program that imports castbuf as the package names it: it stands in the project, so that Node finds the package there. */
async function run(folder: string, program: string): Promise<string> {
  const file = join(folder, 'program.mjs');
  await writeFile(file, program);
  const { stdout } = await promisify(execFile)(process.execPath, [file]);
  return stdout;
}

async function withProjectFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp('build/compile-test-');
  try {
    await body(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

suite('castbuf compile', (test) => {
  test('a type of a header: the module decodes, encodes, shows and reads streams as the interpreter does', async () => {
    await withProjectFolder(async (folder) => {
      const header = join(folder, 'messages.h');
      await writeFile(header, HEADER);
      const out = join(folder, 'out');
      const { status, stderr } = await castbuf(['compile', header, '--type', 'Chunk', '-o', out, '--js']);
      assert.is(stderr, `castbuf: 1 type of ${header}, in ${out}\n`);
      assert.is(status, 0);
      assert.equal((await readdir(out)).sort(), ['Chunk.castbuf.as.ts', 'Chunk.castbuf.d.ts', 'Chunk.castbuf.js']);
      const said = await run(
        folder,
        `
        import { createCodec, decodeBatch, encodeBatch, stream } from 'castbuf';
        import { parseHeaderFile } from 'castbuf/header/node';
        import { Chunk, decodeBatchChunk, decodeChunk, encodeBatchChunk, encodeChunk, viewChunk } from './out/Chunk.castbuf.js';
        import { deepStrictEqual } from 'node:assert';
        const codec = createCodec(parseHeaderFile(${JSON.stringify(header)}).types.Chunk);
        const value = (n) => ({ Kind: n, FrameNumber: 2 ** 39 + n, PartNumber: n, Colours: [{ Red: 1, Green: 2, Blue: n & 255 }, { Red: 4, Green: 5, Blue: 6 }], Data: new Uint8Array(n % 7).fill(n) });
        const messages = Array.from({ length: 300 }, (_, n) => codec.encode(value(n)));
        const bytes = new Uint8Array(await new Blob(messages).arrayBuffer());
        messages.forEach((message, n) => {
          deepStrictEqual(decodeChunk(message), codec.decode(message));
          deepStrictEqual(encodeChunk(value(n)), message);
        });
        const [own, theirs] = [decodeBatchChunk(bytes), decodeBatch(codec, bytes)];
        deepStrictEqual({ ...own.columns }, { ...theirs.columns });
        deepStrictEqual(decodeBatch(Chunk, bytes).columns, own.columns);
        const values = messages.map((message) => codec.decode(message));
        deepStrictEqual(encodeBatchChunk(values), encodeBatch(codec, values));
        const pieces = Array.from({ length: Math.ceil(bytes.length / 1000) }, (_, piece) => bytes.subarray(piece * 1000, piece * 1000 + 1000));
        let rows = 0;
        for await (const batch of stream(Chunk, pieces, { batchBytes: 1 })) {
          deepStrictEqual(batch.columns.Kind, own.columns.Kind.slice(rows, rows + batch.rowCount));
          rows += batch.rowCount;
        }
        deepStrictEqual(rows, 300);
        const cut = [];
        for await (const batch of stream(Chunk, [bytes.subarray(0, 1003), bytes.subarray(1003, 2000)])) cut.push(batch.error?.code, batch.error?.offset);
        const wanted = [];
        for await (const batch of stream(codec, [bytes.subarray(0, 1003), bytes.subarray(1003, 2000)])) wanted.push(batch.error?.code, batch.error?.offset);
        deepStrictEqual(cut, wanted);
        let sum = 0;
        for (const row of own.rows()) sum += row.PartNumber;
        const cursor = viewChunk(messages[5]);
        cursor.Kind = 77;
        cursor.Colours.at(1).Red = 9;
        console.log(sum, decodeChunk(messages[5]).Kind, decodeChunk(messages[5]).Colours[1].Red, Chunk.layout.offsetOf('Colours[1].Green'));
        try { decodeChunk(messages[5].subarray(0, 30)); } catch (error) { console.log(error.message); }`,
      );
      assert.is(
        said,
        '44850 77 9 20\ndata overrun in Data at offset 0x0: it claims 5 bytes, 3 are there; the length lies or the input is cut\n'.replace(
          'it claims 5 bytes, 3',
          /it claims 5 bytes, -?\d+/.exec(said)?.[0] ?? '',
        ),
      );
    });
  });

  test('every export of a TypeScript module, as TypeScript that a strict compiler takes', async () => {
    await withProjectFolder(async (folder) => {
      const schema = join(folder, 'schema.ts');
      await writeFile(schema, SCHEMA);
      const { status, stderr } = await castbuf(['compile', schema, '-o', folder]);
      assert.is(stderr, `castbuf: 2 types of ${schema}, in ${folder}\n`);
      assert.is(status, 0);
      const program = join(folder, 'program.ts');
      await writeFile(
        program,
        `import { decodePath, encodePath, Path, type PathInput } from './Path.castbuf.js';
import { decodeBatchPoint } from './Point.castbuf.js';
const input: PathInput = { Points: [{ X: 1, Y: 2 }] };
export const x: number | undefined = decodePath(encodePath(input)).Points[0]?.X;
export const ys: Uint32Array = decodeBatchPoint(new Uint8Array(8)).columns.Y;
export const offset: number = Path.layout.offsetOf('Points[2].Y');
// @ts-expect-error -- no such member
export const none = Path.layout.offsetOf('Pointz');
// @ts-expect-error -- Points is missing
encodePath({});
`,
      );
      assert.equal(checkedFiles([program]), []);
    });
  });

  test('a record set: a batch for each type, and records one by one', async () => {
    await withProjectFolder(async (folder) => {
      const schema = join(folder, 'schema.mjs');
      await writeFile(
        schema,
        `import { bytes, recordSet, struct, u16, u32 } from 'castbuf';
const Power = struct('POWER', { Size: u32, Type: u32, State: u32 }, { length: 'Size' });
const Frame = struct('FRAME', { Size: u32, Type: u32, Number: u16, Count: u16, Data: bytes('Count') }, { length: 'Size' });
export const Messages = recordSet('Type', { Power: [1, Power], Frame: [[2, 3], Frame] });
`,
      );
      const { status, stderr } = await castbuf(['compile', schema, '--set', 'Messages', '-o', folder, '--js']);
      assert.is(stderr, `castbuf: 1 record set of ${schema}, in ${folder}\n`);
      assert.is(status, 0);
      const said = await run(
        folder,
        `
        import { createSetCodec, decodeBatch, encodeBatch } from 'castbuf';
        import { deepStrictEqual } from 'node:assert';
        import { decodeBatchMessages, decodeMessages, encodeMessages, Messages as compiled } from './Messages.castbuf.js';
        import { Messages } from './schema.mjs';
        const codec = createSetCodec(Messages);
        const record = (n) => n % 3 === 0 ? { type: 'Power', value: { Type: 1, State: n } } : { type: 'Frame', value: { Type: 2 + (n & 1), Number: n, Data: new Uint8Array(n % 5).fill(n) } };
        const messages = Array.from({ length: 500 }, (_, n) => codec.encode(record(n)));
        messages.forEach((message, n) => {
          deepStrictEqual(encodeMessages(record(n)), message);
          deepStrictEqual(decodeMessages(message), codec.decode(message));
        });
        const bytes = new Uint8Array(await new Blob(messages).arrayBuffer());
        const [own, theirs] = [decodeBatchMessages(bytes), decodeBatch(codec, bytes)];
        for (const name of ['Power', 'Frame']) deepStrictEqual({ ...own.of[name].columns }, { ...theirs.of[name].columns });
        deepStrictEqual(own.order, theirs.order);
        const records = messages.map((_, n) => record(n));
        deepStrictEqual(encodeBatch(compiled, records), bytes);
        const frames = encodeBatch(codec.codecs.Frame, own.of.Frame.columns);
        deepStrictEqual(encodeBatch(compiled.codecs.Frame, own.of.Frame.columns), frames);
        const { columns } = decodeBatch(compiled.codecs.Frame, frames);
        deepStrictEqual({ ...columns }, { ...decodeBatch(codec.codecs.Frame, frames).columns });
        console.log(own.rowCount, own.of.Frame.rowCount, compiled.codecs.Frame.layout.offsetOf('Number'));`,
      );
      assert.is(said, '500 333 8\n');
      const program = join(folder, 'program.ts');
      await writeFile(
        program,
        `import { decodeBatch, encodeBatch } from 'castbuf';
import { decodeBatchMessages, decodeMessages, Messages } from './Messages.castbuf.js';
const record = decodeMessages(new Uint8Array(12));
export const state: number | undefined = record.type === 'Power' ? record.value.State : undefined;
export const numbers: Uint16Array = decodeBatchMessages(new Uint8Array(12)).of.Frame.columns.Number;
const stream = encodeBatch(Messages, [{ type: 'Power', value: { Type: 1, State: 2 } }]);
export const states: Uint32Array = decodeBatch(Messages.codecs.Power, stream).columns.State;
// @ts-expect-error -- Power has no Number
encodeBatch(Messages, [{ type: 'Power', value: { Type: 1, Number: 2 } }]);
// @ts-expect-error -- the set has no type Frames
Messages.codecs.Frames;
`,
      );
      assert.equal(checkedFiles([program]), []);
      const words = ['compile', schema, '--set', 'Messages', '-o', folder, '--js', '--wasm'];
      assert.is((await castbuf(words)).status, 0);
      const apart = await run(
        folder,
        `
        import { readFileSync } from 'node:fs';
        import { Messages, useKernelMessages } from './Messages.castbuf.js';
        useKernelMessages(new WebAssembly.Module(readFileSync(new URL('Messages.castbuf.wasm', import.meta.url))));
        const stream = Messages.encodeBatch(Array.from({ length: 20 }, (_, n) => ({ type: 'Power', value: { Type: 1, State: n } })));
        const [all, own] = [Messages.decodeBatch(stream).of.Power, Messages.codecs.Power.decodeBatch(stream)];
        console.log(all.columns.State.join() === own.columns.State.join(), own.rowCount);`,
      );
      assert.is(apart, 'true 20\n');
    });
  });

  test('a message set: defineDriver takes it without a cast, and its messages are those of the interpreted set', async () => {
    await withProjectFolder(async (folder) => {
      const schema = join(folder, 'schema.ts');
      await writeFile(schema, MESSAGES);
      const words = ['compile', schema, '--messages', 'Messages', '-o', folder];
      const { status, stderr } = await castbuf(words);
      assert.is(stderr, `castbuf: 1 message set of ${schema}, in ${folder}\n`);
      assert.is(status, 0);
      assert.equal((await readdir(folder)).sort(), ['Messages.castbuf.ts', 'schema.ts'], 'it has no kernel');
      const text = await readFile(join(folder, 'Messages.castbuf.ts'), 'utf8');
      assert.match(
        text,
        /^\/\/ Messages under msvc-x64, compiled by castbuf from schema\.ts\. .*\n(\/\/ schema [\da-f]{64}\n){2}/,
      );
      const program = join(folder, 'program.ts');
      await writeFile(
        program,
        `import { defineDriver } from 'castbuf/miracast';
import { Messages, type MessagesTwiceReplyInput } from './Messages.castbuf.js';
const reply: MessagesTwiceReplyInput = { Value: 2 };
export const driver = defineDriver({
  messages: Messages,
  handle: {
    Twice(message, reply) {
      reply.Value = message.Value * 2;
      // @ts-expect-error -- no such member
      return message.Valuez;
    },
    Log: ({ Text }, _reply, _context, call) => call.decode().Text.length - Text.length,
  },
});
export const size: number = reply.Value;
`,
      );
      assert.equal(checkedFiles([program]), []);

      assert.is((await castbuf([...words, '--js'])).status, 0);
      assert.is((await castbuf([...words, '--js', '--check'])).status, 0);
      const said = await run(
        folder,
        `
        import { DisplayMiniport, defineDriver, MiracastHost } from 'castbuf/miracast';
        import { Messages } from './Messages.castbuf.js';
        const driver = defineDriver({
          messages: Messages,
          handle: { Twice: (message, reply) => ((reply.Value = message.Value * 2), 0), Log: ({ Text }) => (console.log(Text), 0) },
          onError: (error) => console.log(error.message),
        });
        const host = new MiracastHost();
        host.loadDriver(driver);
        const miniport = new DisplayMiniport();
        const { device } = await host.createDevice(miniport);
        await device.start({ rtspSocket: { close() {} }, connectionStats: { CurrentBitRate: 0n, LocalMaxBitRate: 0n, RemoteMaxBitRate: 0n } });
        const output = new Uint8Array(4);
        for (const message of [[1, 0, 0, 0, 21, 0, 0, 0], [2, 0, 0, 0, 2, 0, 0, 0, 104, 105], [3, 0, 0, 0]])
          console.log((await miniport.sendMessage(Uint8Array.from(message), output)).Information, output[0]);
        await host.close();`,
      );
      assert.is(
        said,
        `4 42
hi
0 42
unknown message in Type at offset 0x0: no message of this set has Type 3; add it, or give defineDriver \`otherwise\`
0 42
`,
      );
      const stale = join(folder, 'Messages.castbuf.d.ts');
      await writeFile(stale, `${await readFile(stale, 'utf8')}\n`);
      const checked = await castbuf([...words, '--js', '--check']);
      assert.is(checked.status, 1);
      assert.match(checked.stderr, `${stale}: not what ${schema} makes now; run castbuf compile without --check`);
    });
  });

  test('--check says whether the files are what would be written', async () => {
    await withProjectFolder(async (folder) => {
      const schema = join(folder, 'schema.mjs');
      await writeFile(schema, SCHEMA.replace(', type Infer', '').replace(/^export type.*$/m, ''));
      const words = ['compile', schema, '--type', 'Point', '-o', folder, '--js', '--wasm'];
      assert.is((await castbuf([...words, '--check'])).status, 1);
      assert.is((await castbuf(words)).status, 0);
      const files = (await readdir(folder)).filter((file) => file.startsWith('Point.')).sort();
      assert.equal(files, ['Point.castbuf.as.ts', 'Point.castbuf.d.ts', 'Point.castbuf.js', 'Point.castbuf.wasm']);
      assert.is((await castbuf([...words, '--check'])).status, 0);
      const said = await run(
        folder,
        `
        import { readFileSync } from 'node:fs';
        import { decodeBatchPoint, decodePoint, encodeBatchPoint, useKernelPoint } from './Point.castbuf.js';
        const bytes = new Uint8Array(800).fill(1);
        console.log(decodePoint(bytes).X);
        try { decodeBatchPoint(bytes); } catch (error) { console.log(error.code, /useKernel/.test(error.message)); }
        useKernelPoint(new WebAssembly.Module(readFileSync(new URL('Point.castbuf.wasm', import.meta.url))));
        const { columns } = decodeBatchPoint(bytes);
        console.log(columns.X.length, Math.max(...columns.X), encodeBatchPoint(columns).length);`,
      );
      assert.is(said, '257\nERR_KERNEL true\n100 257 800\n');
      const stale = join(folder, 'Point.castbuf.as.ts');
      await writeFile(stale, `${await readFile(stale, 'utf8')}\n`);
      const { status, stderr } = await castbuf([...words, '--check']);
      assert.is(status, 1);
      assert.match(stderr, `${stale}: not what ${schema} makes now; run castbuf compile without --check`);
    });
  });

  test('wrong use is told in one line, with what to do', async () => {
    await withProjectFolder(async (folder) => {
      const header = join(folder, 'messages.h');
      await writeFile(header, HEADER);
      const schema = join(folder, 'schema.mjs');
      await writeFile(schema, 'export const other = 5;\n');
      const sets = join(folder, 'sets.ts');
      await writeFile(
        sets,
        `${MESSAGES}import { recordSet } from 'castbuf';\nexport const Records = recordSet('Type', { Log: [1, Log] });\n`,
      );
      const bare = join(folder, 'bare.ts');
      await writeFile(bare, MESSAGES.replace('export const Log', 'const Log'));
      const cases: readonly (readonly [words: readonly string[], status: number, said: RegExp])[] = [
        [['compile'], 2, /compile needs a file/],
        [['compile', header], 2, /compile needs -o DIR, the folder of what it writes/],
        [['compile', header, '-o', folder, '--type', 'Chunks'], 2, /no type Chunks in .*; did you mean Chunk\?/],
        [['compile', schema, '-o', folder], 2, /has no struct or union of castbuf/],
        [['compile', join(folder, 'none.ts'), '-o', folder], 2, /cannot take a schema from .*none\.ts/],
        [['compile', schema, '-o', folder, '-D', 'X'], 2, /-D is for C headers/],
        [['compile', schema, '-o', folder, '--set', 'Messages'], 2, /exports no record set Messages; it exports none/],
        [['compile', header, '-o', folder, '--set', 'Messages'], 2, /--set names an export of a module/],
        [
          ['compile', sets, '-o', folder, '--messages', 'Message'],
          2,
          /no message set Message; did you mean Messages\?/,
        ],
        [['compile', sets, '-o', folder, '--messages', 'Log'], 2, /Log is a struct or union: --type Log/],
        [['compile', sets, '-o', folder, '--messages', 'Records'], 2, /Records is a record set: --set Records/],
        [['compile', sets, '-o', folder, '--set', 'Messages'], 2, /Messages is a message set: --messages Messages/],
        [['compile', sets, '-o', folder, '--type', 'Messages'], 2, /Messages is a message set: --messages Messages/],
        [['compile', bare, '-o', folder], 2, /no struct or union .*; Messages is a message set: --messages Messages/],
        [['compile', schema, '-o', folder, '--messages', 'other'], 2, /other is nothing that can be compiled/],
        [['compile', header, '-o', folder, '--messages', 'M'], 2, /a C header has no message sets/],
        [
          ['compile', sets, '-o', folder, '--messages', 'Messages', '--abi', 'gcc-x64'],
          2,
          /a message set has the ABI that it was made with/,
        ],
        [['compile', header, '-o', join(header, 'x'), '--type', 'Chunk'], 3, /cannot make the folder/],
      ];
      for (const [words, wanted, said] of cases) {
        const { status, stderr } = await castbuf(words);
        assert.match(stderr, said, words.join(' '));
        assert.is(status, wanted, words.join(' '));
        assert.is(stderr.trim().split('\n').length, 1, stderr);
      }
    });
  });
});
