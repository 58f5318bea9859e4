import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';

/** Runs a program against the built package. */
function run(program: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  assert.is(stderr, '');
  return stdout.trim();
}

suite('built entries', (test) => {
  test('castbuf/js holds no WebAssembly and no eval', () => {
    const code = readFileSync('build/js.js', 'utf8');
    assert.not.match(code, /WebAssembly\.|\beval\(|new Function/);
  });

  test('no library entry evaluates text as code', () => {
    for (const entry of ['index', 'miracast', 'ntstatus']) {
      assert.not.match(readFileSync(`build/${entry}.js`, 'utf8'), /\beval\(|new Function/, entry);
    }
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
      const path = new URL(import.meta.resolve('castbuf/kernel.wasm'));
      const module = new WebAssembly.Module(readFileSync(path));
      console.log(WebAssembly.Module.imports(module).length, WebAssembly.Module.exports(module).some(({ name }) => name === 'readMessage'));`;
    assert.is(run(program), '0 true');
  });

  test('an entry that is not imported costs nothing: ntstatus is not in the core', () => {
    assert.not.match(readFileSync('build/index.js', 'utf8'), /STATUS_WAIT_0|STATUS_PENDING/);
  });
});
