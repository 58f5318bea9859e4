import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { createCodec } from '../../src/js.js';
import * as Compiled from '../../src/miracast-compiled.js';
import { defineDriver } from '../../src/miracast-compiled.js';
import { messageSet, MIRACAST_CHUNK_DATA, MIRACAST_STRUCTURES } from '../../src/miracast/index.js';
import { struct, u32 } from '../../src/surface.js';
import { decodeBatch } from '../harness/batches.js';
import { suite } from '../harness/index.js';

// time-out: 120 s

suite('castbuf/miracast/compiled', (test) => {
  test('what is committed is what the compiler writes now', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/generate-compiled.mjs', '--check'], {
      encoding: 'utf8',
    });
    assert.is(stderr.replace(/^castbuf: building .*\n/gm, ''), '');
    assert.is(status, 0);
  });

  test('it has a codec for each structure, which decodes real chunks as the interpreter does', () => {
    const codecs = Compiled as unknown as Readonly<Record<string, { readonly layout: { readonly size: number } }>>;
    for (const [name, type] of Object.entries(MIRACAST_STRUCTURES))
      assert.is(codecs[name]?.layout.size, createCodec(type).layout.size, name);
    const bytes = readFileSync('test/vectors/chunks-10k.bin');
    const codec = createCodec(MIRACAST_CHUNK_DATA);
    const batch = Compiled.decodeBatchMIRACAST_CHUNK_DATA(bytes);
    assert.is(batch.rowCount, 10_000);
    assert.equal({ ...batch.columns }, { ...decodeBatch(codec, bytes).columns });
    assert.equal(Compiled.decodeMIRACAST_CHUNK_DATA(bytes), codec.decode(bytes));
  });

  test('a set that needs an interpreter is refused when the driver is defined', () => {
    const messages = messageSet('Type', { Ask: { value: 1, input: struct('ASK', { Type: u32 }) } });
    assert.throws(
      () => defineDriver({ messages, handle: { Ask: () => 0 } }),
      /a set that castbuf compile --messages has made, not what messageSet\(…\) gives/,
    );
  });
});
