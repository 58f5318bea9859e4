import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import * as assert from 'uvu/assert';
import { esbuildPlugin, rollupPlugin } from '../../src/compile/index.js';
import { suite } from '../harness/index.js';

// time-out: 120 s

const HEADER = `typedef unsigned char uint8_t; typedef unsigned int uint32_t;
typedef struct { uint32_t Kind; uint32_t Size; uint8_t Data[]; /* castbuf: count=Size */ } Chunk;
typedef struct { uint8_t Red, Green, Blue; } Colour;
`;

const PAGE = `import { Chunk, Colour } from './messages.h?castbuf';
import { decodeColour } from './messages.h?castbuf=Colour';
const chunk = Chunk.encode({ Kind: 7, Data: Uint8Array.of(1, 2) });
const { columns } = Chunk.decodeBatch(Uint8Array.of(...chunk, ...chunk));
console.log([...chunk].join(), [...columns.Kind].join(), decodeColour(Colour.encode({ Red: 1, Green: 2, Blue: 3 })).Blue);
`;

const SCHEMA = `import { recordSet, struct, u32 } from 'castbuf';
import { messageSet } from 'castbuf/miracast';
export const Ask = struct('ASK', { Type: u32, Value: u32 });
export const Messages = messageSet('Type', { Ask: { value: 1, input: Ask, output: Ask }, Log: { value: 2, input: Ask } });
export const Records = recordSet('Type', { Ask: [1, Ask] });
`;

const DRIVER = `import { Messages } from './schema.mjs?castbuf=Messages';
import { defineDriver } from 'castbuf/miracast';
const { Size } = defineDriver({ messages: Messages, handle: { Ask: () => 0, Log: () => 0 } });
console.log(Object.keys(Messages.definitions).join(), Size / 2);
`;

async function withProjectFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp('build/plugin-test-');
  try {
    await body(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

suite('the plugin of bundlers', (test) => {
  test('esbuild: all types of a header, and one by its name', async () => {
    await withProjectFolder(async (folder) => {
      await writeFile(join(folder, 'messages.h'), HEADER);
      await writeFile(join(folder, 'page.js'), PAGE);
      const outfile = join(folder, 'bundle.mjs');
      await build({
        entryPoints: [join(folder, 'page.js')],
        bundle: true,
        format: 'esm',
        outfile,
        logLevel: 'silent',
        plugins: [esbuildPlugin()],
      });
      const { stdout } = await promisify(execFile)(process.execPath, [outfile]);
      assert.is(stdout, '7,0,0,0,2,0,0,0,1,2 7,7 3\n');
    });
  });

  test('Rollup and Vite: it resolves and loads what has the query, and nothing else', async () => {
    await withProjectFolder(async (folder) => {
      const header = resolve(folder, 'messages.h');
      await writeFile(header, HEADER);
      const { resolveId, load } = rollupPlugin();
      const importer = resolve(folder, 'page.js');
      assert.is(resolveId('./messages.h?castbuf', importer), `${header}?castbuf`);
      assert.is(resolveId(`${header}?castbuf=Chunk`, importer), `${header}?castbuf=Chunk`);
      assert.is(resolveId('./other.js', importer), undefined);
      assert.is(load(header), undefined);
      const all = (await load(`${header}?castbuf`)) ?? '';
      assert.equal(
        [...all.matchAll(/^export \* from "(.*)";$/gm)].map(([, from]) => from),
        [`${header}?castbuf=Chunk`, `${header}?castbuf=Colour`],
      );
      assert.match((await load(`${header}?castbuf=Colour`)) ?? '', /^export function decodeColour\(/m);
    });
  });

  test('message sets of a module beside its types, and a record set by its name', async () => {
    await withProjectFolder(async (folder) => {
      const schema = resolve(folder, 'schema.mjs');
      await writeFile(schema, SCHEMA);
      const { load } = rollupPlugin();
      assert.equal(
        [...((await load(`${schema}?castbuf`)) ?? '').matchAll(/\?castbuf=(\w+)/g)].map(([, name]) => name).sort(),
        ['Ask', 'Messages'],
      );
      assert.match((await load(`${schema}?castbuf=Records`)) ?? '', /^export function decodeRecords\(/m);
      await writeFile(join(folder, 'page.js'), DRIVER);
      const outfile = join(folder, 'bundle.mjs');
      await build({
        entryPoints: [join(folder, 'page.js')],
        bundle: true,
        format: 'esm',
        platform: 'node',
        outfile,
        logLevel: 'silent',
        plugins: [esbuildPlugin()],
      });
      const { stdout } = await promisify(execFile)(process.execPath, [outfile]);
      assert.is(stdout, 'Ask,Log 24\n');
    });
  });

  test('a type that is not there, and a file that is not there, are told', async () => {
    await withProjectFolder(async (folder) => {
      const header = resolve(folder, 'messages.h');
      await writeFile(header, HEADER);
      const { load } = rollupPlugin();
      const messageOf = async (id: string): Promise<string> => {
        try {
          await load(id);
        } catch (error) {
          return (error as Error).message;
        }
        return '';
      };
      assert.match(await messageOf(`${header}?castbuf=Chunks`), /has no type Chunks; did you mean Chunk\?/);
      assert.match(await messageOf(`${folder}/none.h?castbuf`), /cannot read .*none\.h/);
    });
  });
});
