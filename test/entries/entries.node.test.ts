import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';

/** Runs a program against the built package. */
function run(program: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  assert.is(stderr, '');
  return stdout.trim();
}

/** A built entry with all that it imports. */
function codeOf(file: string): string {
  const code = readFileSync(join('build', file), 'utf8');
  const imported = [...code.matchAll(/\b(?:from|import)\s*"\.\/([^"]*\.js)"/g)];
  return [code, ...imported.map(([, name = '']) => codeOf(join(dirname(file), name)))].join('\n');
}

suite('built entries', (test) => {
  test('castbuf/js and castbuf/miracast/js hold no WebAssembly and no eval', () => {
    for (const entry of ['js.js', 'miracast-js.js']) {
      const code = codeOf(entry);
      assert.match(code, /ERR_TRUNCATED_HEADER/, 'all of its code is looked at');
      assert.not.match(code, /WebAssembly\.|\beval\(|new Function/, entry);
    }
  });

  test('castbuf and castbuf/miracast take no second engine along', async () => {
    const { build } = await import('esbuild');
    const packed = async (entry: string): Promise<string> => {
      const contents = `export * from './build/${entry}'`;
      const options = { bundle: true, write: false, minify: false, format: 'esm', platform: 'neutral' } as const;
      const { outputFiles } = await build({ stdin: { contents, resolveDir: '.' }, ...options });
      return outputFiles[0]?.text ?? '';
    };
    const reference = /name:\s*"reference"/;
    for (const entry of ['js.js', 'miracast-js.js']) assert.match(await packed(entry), reference);
    for (const entry of ['index.js', 'miracast.js']) assert.not.match(await packed(entry), reference);
  });

  test('a function that is not imported is not bundled', async () => {
    const { build } = await import('esbuild');
    const bundled = async (entry: string, names: string): Promise<string> => {
      const contents = `export { ${names} } from './build/${entry}'`;
      const options = { bundle: true, write: false, minify: true, format: 'esm', platform: 'neutral' } as const;
      const { outputFiles } = await build({ stdin: { contents, resolveDir: '.' }, ...options });
      return outputFiles[0]?.text ?? '';
    };
    /** A text that only the code of a function has. */
    const TEXTS: Record<string, RegExp> = {
      decodeBatch: /is put into an earlier batch, not both/,
      stream: /signal is an AbortSignal/,
      encodeBatch: /give this column; nothing else says/,
      summarize: /so it has no summary/,
      packed: /no column of this batch; ask for it/,
      filter: /an expression is \[path, operator, value\]/,
      createSetCodec: /a record is \{ type, value \}/,
    };
    for (const entry of ['index.js', 'js.js']) {
      const alone = await bundled(entry, 'createCodec');
      for (const [name, text] of Object.entries(TEXTS)) {
        assert.match(await bundled(entry, `createCodec, ${name}`), text, `${entry}: ${name}`);
        assert.not.match(alone, text, `${entry} without ${name}`);
      }
    }
  });

  test('no library entry evaluates text as code', () => {
    for (const entry of [
      'bench',
      'capture',
      'arrow',
      'compile',
      'compiled',
      'header',
      'header-node',
      'index',
      'miracast',
      'miracast-compiled',
      'miracast-js',
      'node',
      'ntstatus',
      'recording',
      'sources',
      'sql',
      'worker',
      'worker-node',
      'worker-thread',
      'worker-thread-node',
    ]) {
      assert.not.match(codeOf(`${entry}.js`), /\beval\(|new Function/, entry);
    }
  });

  test('the pool of browsers and its workers need nothing of Node, and bundlers find the workers', () => {
    for (const entry of ['worker.js', 'worker-thread.js']) assert.not.match(codeOf(entry), /["']node:/, entry);
    for (const [entry, thread] of [
      ['worker.js', 'worker-thread.js'],
      ['worker-node.js', 'worker-thread-node.js'],
    ] as const)
      assert.match(readFileSync(join('build', entry), 'utf8'), `new Worker(new URL("./${thread}", import.meta.url), {`);
  });

  test('the header parser is in no entry but its own', () => {
    assert.match(codeOf('header.js'), /__attribute__/);
    for (const entry of ['index', 'js', 'miracast', 'miracast-js'])
      assert.not.match(codeOf(`${entry}.js`), /__attribute__|#include/, entry);
  });

  test('a header is imported, and its type used at once', () => {
    const program = `
      import { createCodec } from 'castbuf';
      import { parseHeader } from 'castbuf/header';
      const header = parseHeader('struct POINT { int x; unsigned char y; };');
      console.log(JSON.stringify(createCodec(header.types.POINT).decode(new Uint8Array([1, 0, 0, 0, 2, 0, 0, 0]))));`;
    assert.is(run(program), '{"x":1,"y":2}');
  });

  test('castbuf/header needs nothing of Node, castbuf/header/node reads files', () => {
    assert.not.match(codeOf('header.js'), /["']node:/);
    assert.match(codeOf('header-node.js'), /["']node:fs["']/);
    const program = `
      import { parseHeader } from 'castbuf/header';
      import { includeFrom, parseHeaderFile } from 'castbuf/header/node';
      const file = 'test/oracle/oracle-miracast-x64.h';
      const whole = parseHeaderFile(file);
      const text = '#include "ORACLE-miracast-x64.h"\\n#include <oracle-miracast-x64.h>';
      const include = includeFrom(['test/oracle']);
      const { records, notes } = parseHeader(text.split('\\n')[0], { include, fileName: 'test/x.h' });
      const messages = [() => includeFrom(['nowhere']), () => parseHeaderFile('nowhere.h')].map((run) => {
        try { run(); } catch (error) { return error.code + ' ' + /cannot (search|read) nowhere/.test(error.message); }
      });
      console.log(whole.errors.length, whole.records.length === records.length, notes[0].message, messages.join());`;
    assert.is(
      run(program),
      '0 true test/x.h:1:10: ORACLE-miracast-x64.h was not found, but oracle-miracast-x64.h was ERR_USAGE true,ERR_USAGE true',
    );
  });

  test('castbuf/header/node: a wrong path, list of folders or option is refused, and what is no file is not found', () => {
    const program = `
      import { includeFrom, parseHeaderFile } from 'castbuf/header/node';
      import { parseHeader } from 'castbuf/header';
      const file = 'test/oracle/oracle-miracast-x64.h';
      for (const run of [
        () => parseHeaderFile(file, { includeFolder: [] }),
        () => parseHeaderFile(file, { fileName: 'x' }),
        () => parseHeaderFile(file, { includeFolders: 'inc' }),
        () => parseHeaderFile(file, { includeFolders: [1] }),
        () => parseHeaderFile(file, { strict: 'yes' }),
        () => parseHeaderFile(undefined),
        () => parseHeaderFile('/dev/zero'),
        () => parseHeaderFile('test'),
        () => includeFrom('inc'),
        () => { throw parseHeader('#include "' + 'x'.repeat(5000) + '"', { include: includeFrom(['test']) }).errors[0]; },
        () => { throw parseHeader('#include "a\\0b"', { include: includeFrom(['test']) }).errors[0]; },
      ]) try { run(); console.log('accepted'); } catch (error) { console.log(error.code, error.hint.slice(0, 200).replace(/x{100,}.*/, 'x…').replace('\\0', ' ')); }`;
    assert.is(
      run(program),
      `ERR_USAGE parseHeaderFile has no option includeFolder; did you mean includeFolders?
ERR_USAGE parseHeaderFile has no option fileName; there are abi, annotations, define, includeFolders, limits, strict, shortEnums, packStruct, endian, target
ERR_USAGE includeFolders of parseHeaderFile is an array, not 'inc'
ERR_USAGE includeFolders takes the paths of folders, not 1
ERR_USAGE strict of parseHeader is true or false, not 'yes'
ERR_USAGE parseHeaderFile takes the path of a header, not undefined
ERR_USAGE cannot read /dev/zero: it is a device
ERR_USAGE cannot read test: EISDIR: illegal operation on a directory, read
ERR_USAGE includeFrom takes a list of folders, not 'inc'
ERR_HEADER header.h:1:10: x…
ERR_HEADER header.h:1:10: a b was not found; give an include function that finds it`,
    );
  });

  test('importing castbuf does no work: the kernel is compiled by the first call', () => {
    const program = `
      const Module = WebAssembly.Module;
      let compiled = 0;
      WebAssembly.Module = function (...args) { compiled++; return new Module(...args); };
      const { createCodec, struct, u8 } = await import('castbuf');
      const codec = createCodec(struct('M', { a: u8 }));
      const before = compiled;
      codec.decode(new Uint8Array(1));
      console.log(before, compiled);`;
    assert.is(run(program), '0 1');
  });

  test('createCodecAsync compiles without blocking', () => {
    const program = `
      WebAssembly.Module = function () { throw new Error('forbidden here'); };
      const { createCodecAsync, struct, u8 } = await import('castbuf');
      const codec = await createCodecAsync(struct('M', { a: u8 }));
      console.log(codec.decode(new Uint8Array([5])).a);`;
    assert.is(run(program), '5');
  });

  test('the kernel can be loaded from the package', () => {
    const program = `
      import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
      const path = new URL(import.meta.resolve('castbuf/kernel.wasm'));
      const module = new WebAssembly.Module(readFileSync(path));
      console.log(WebAssembly.Module.imports(module).length, WebAssembly.Module.exports(module).some(({ name }) => name === 'readMessage'));`;
    assert.is(run(program), '0 true');
  });

  test('an entry that is not imported costs nothing: ntstatus is not in the core', () => {
    assert.not.match(codeOf('index.js'), /KERNEL_APC|-1073741536/);
    assert.not.match(codeOf('miracast.js'), /KERNEL_APC/, 'the driver needs values, not names');
    assert.match(codeOf('ntstatus.js'), /KERNEL_APC/);
  });

  test('entries share their classes: an error of one is an instance of what another one exports', () => {
    const program = `
      import { CastbufError, struct, u32 } from 'castbuf';
      import { messageSet, defineDriver } from 'castbuf/miracast';
      import { NtStatusError } from 'castbuf/ntstatus';
      let error;
      try { messageSet('Missing', { A: { value: 1, input: struct('A', { a: u32, b: u32 }) } }); } catch (e) { error = e; }
      const A = struct('A', { Type: u32, b: u32 });
      const driver = defineDriver({
        messages: messageSet('Type', { A: { value: 1, input: A } }),
        createContext() { throw new NtStatusError(0xc0000022); },
        handle: { A: () => 0 },
      });
      const status = await driver.CreateMiracastContext(1, {}, {});
      console.log(error instanceof CastbufError, (status >>> 0).toString(16));`;
    assert.is(run(program), 'true c0000022');
  });
});
