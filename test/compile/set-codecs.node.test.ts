import * as assert from 'uvu/assert';
import { assemblyText } from '../../src/compile/assembly/assembly-text.js';
import { compileSetCodec, emitSetCodec, type EmittedSetCodec } from '../../src/compile/compile-set.js';
import type { CompiledCodec } from '../../src/compiled/index.js';
import { bytesOfText } from '../../src/memory/index.js';
import { compileSet } from '../../src/record-types/index.js';
import { array, recordSet, struct, u16, u32, u8 } from '../../src/surface.js';
import { decodeBatch, encodeBatch } from '../harness/batches.js';
import { rounds, suite } from '../harness/index.js';
import { testedKernel } from '../harness/compiler.js';
import { onReference, type AnySet } from '../robustness/random-record-set.js';
import { difference } from '../robustness/same-value.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
import { evaluate } from './evaluate.js';
import { outcome } from './outcome.js';
import { drawWideSet, type WideSet } from './random-sets.js';

type AnyCompiled = CompiledCodec<unknown, unknown, unknown, Record<string, never>>;
interface Made {
  readonly codecs: Readonly<Record<string, AnyCompiled>>;
}

const SETS = rounds(400, 24);

interface Emitted {
  readonly seed: number;
  readonly drawn: WideSet;
  readonly codec: AnySet;
  readonly emitted: EmittedSetCodec;
}

function emittedSets(): Emitted[] {
  const sets: Emitted[] = [];
  for (let seed = 0; sets.length < SETS; seed++) {
    const drawn = drawWideSet(new SeededChoices(seed));
    if (drawn === undefined) continue;
    const set = recordSet('head.tag', drawn.definitions);
    const codec = onReference(set, { abi: drawn.abi });
    sets.push({ seed, drawn, codec, emitted: emitSetCodec(set, compileSet(set, { abi: drawn.abi }), `S${seed}_`) });
  }
  return sets;
}

/** All that a batch of one type shows. */
function shown(codec: unknown, stream: Uint8Array): unknown {
  return outcome(() => {
    const batch = decodeBatch(codec as AnySet['codecs'][string], stream);
    const { rowCount, consumedBytes, columns, offsets, lengths } = batch;
    const error = outcome(() => {
      if (batch.error !== undefined) throw batch.error;
    });
    const values = Array.from({ length: rowCount }, (_, row) => batch.value(row));
    return { rowCount, consumedBytes, columns: { ...columns }, offsets, lengths, error, values };
  });
}

function rewritten(codec: unknown, stream: Uint8Array): unknown {
  const one = codec as AnySet['codecs'][string];
  return outcome(() => encodeBatch(one, decodeBatch(one, stream).columns));
}

suite('codecs of the types of compiled sets', (test) => {
  test(`${SETS} sets: each reads and writes streams of its type as the reference engine's does`, async () => {
    const sets = emittedSets();
    const module = new WebAssembly.Module(await testedKernel(assemblyText(sets.flatMap((one) => one.emitted.kernels))));
    let rows = 0;
    for (const { seed, drawn, codec, emitted } of sets) {
      const exported = evaluate(emitted.javascript("''", "''"));
      (exported[`useKernelS${seed}_`] as (given: object) => void)(module);
      const made = exported[`S${seed}_`] as Made;
      assert.equal(Object.keys(made.codecs), Object.keys(drawn.definitions));
      const choices = new SeededChoices(seed);
      for (const [name, own] of Object.entries(made.codecs)) {
        assert.is(own, exported[`S${seed}_${name}`]);
        const theirs = codec.codecs[name] as AnySet['codecs'][string];
        for (const stream of streamsOf(drawn, codec, name, choices)) {
          const wanted = shown(theirs, stream);
          rows += (wanted as { value?: { rowCount: number } }).value?.rowCount ?? 0;
          for (const [what, found] of [
            ['decodeBatch', difference(wanted, shown(own, stream))],
            ['encodeBatch', difference(rewritten(theirs, stream), rewritten(own, stream))],
          ])
            if (found !== undefined) throw new Error(`seed ${seed} ${name} ${what} [${stream}]: ${found}`);
        }
      }
    }
    assert.ok(rows > SETS * 10, `${rows} rows`);
  });

  test('a program has the kernel that it uses, and a file beside the module both', async () => {
    const head = { tag: u8, count: u8 };
    const set = recordSet('tag', {
      Few: [1, struct('FEW', { ...head, value: u16 })],
      Many: [2, struct('MANY', { ...head, values: array(u32, 'count') })],
    });
    const { inline, separate, wasm } = await compileSetCodec(set, { name: 'Both' });
    const kernelNamed = (name: string): Uint8Array<ArrayBuffer> => {
      const line = new RegExp(`^const ${name} = .*CompiledKernel\\('(.*)', 'useKernelBoth'\\);$`, 'm');
      return bytesOfText(line.exec(inline.javascript)?.[1] as string) as Uint8Array<ArrayBuffer>;
    };
    const [kernel, kernelOfTypes] = [kernelNamed('kernel'), kernelNamed('kernelOfTypes')];
    const ofTypes = ['decodeBothFew', 'decodeBothMany', 'encodeBothFew', 'encodeBothMany'];
    assert.equal(functionsOf(kernel), ['decodeBoth']);
    assert.equal(functionsOf(kernelOfTypes), ofTypes);
    assert.equal(functionsOf(wasm), ['decodeBoth', ...ofTypes]);
    assert.is(separate.javascript.match(/new CompiledKernel\(/g)?.length, 1);
    for (const one of [kernel, kernelOfTypes])
      assert.ok(one.length < 0.8 * wasm.length, `${one.length} of ${wasm.length}`);
    // The host gives the file, also to a module that has its kernels.
    const { Both, useKernelBoth } = evaluate(
      inline.javascript.replaceAll(/CompiledKernel\('.*',/g, "CompiledKernel('',"),
    ) as never as {
      Both: Made & { decodeBatch(stream: Uint8Array): { rowCount: number } };
      useKernelBoth(module: object): void;
    };
    useKernelBoth(new WebAssembly.Module(wasm));
    assert.is(Both.decodeBatch(Uint8Array.of(1, 0, 2, 3)).rowCount, 1);
    assert.is(Both.codecs['Few']?.decodeBatch(Uint8Array.of(1, 0, 2, 3)).rowCount, 1);
    for (const what of ['check', 'read', 'put'])
      assert.is(inline.javascript.match(new RegExp(`function ${what}BothMany\\(`, 'g'))?.length, 1, what);
  });
});

function functionsOf(wasm: Uint8Array<ArrayBuffer>): string[] {
  return WebAssembly.Module.exports(new WebAssembly.Module(wasm))
    .flatMap(({ kind, name }) => (kind === 'function' ? name : []))
    .sort();
}

/** Records of one type one after the other: whole, cut, and with a byte that is another. */
function streamsOf(drawn: WideSet, codec: AnySet, name: string, choices: SeededChoices): Uint8Array[] {
  const values: unknown[] = [];
  for (let tries = 0; tries < 60 && values.length < 14; tries++) {
    const record = drawn.record(choices);
    const read = record && (outcome(() => codec.decode(record)) as { value?: { type: string; value: unknown } }).value;
    if (read?.type === name) values.push(read.value);
  }
  const { value: stream } = outcome(() => encodeBatch(codec.codecs[name] as never, values as never)) as {
    value?: Uint8Array;
  };
  if (stream === undefined) return [];
  const damaged = stream.slice();
  damaged[choices.below(Math.max(1, damaged.length))] = choices.below(256);
  return [stream, stream.subarray(0, choices.below(stream.length + 1)), damaged];
}
