/** The two kernels: build/kernel.wasm (release, without imports) and build/kernel.debug.wasm (asserts and a source map). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT } from './stamp.mjs';

const ASC = 'node_modules/assemblyscript/bin/asc.js';
const ENTRY = 'assembly/index.ts';

/** What the debug kernel may import: the loader provides these, and nothing else does. */
const LOADER_IMPORTS = ['env.abort', 'env.trace', 'env.seed'];

/** Both at once: asc uses one core. */
export async function buildKernel() {
  await Promise.all([
    compileKernel('debug', 'build/kernel.debug.wasm', LOADER_IMPORTS),
    compileKernel('release', 'build/kernel.wasm', []),
  ]);
}

/**
 * @param {string} target a target of asconfig.json
 * @param {string} outFile the outFile of that target
 * @param {string[]} allowedImports
 */
async function compileKernel(target, outFile, allowedImports) {
  // asc exits 0 for an unknown target or a missing entry. Without the old file, that cannot pass for a new one.
  const wasmFile = join(PROJECT, outFile);
  await rm(wasmFile, { force: true });
  const asc = spawn(process.execPath, [ASC, ENTRY, '--target', target], { cwd: PROJECT, stdio: ['ignore', 2, 2] });
  const [status] = await once(asc, 'exit');
  if (status !== 0) throw new Error(`asc failed for the ${target} kernel (exit status ${status})`);

  const wasm = await readFile(wasmFile).catch(() => {
    throw new Error(`asc wrote no ${outFile}: does ${ENTRY} exist, and asconfig.json have the target ${target}?`);
  });
  verifyKernel(outFile, wasm, allowedImports);
  if (target === 'release') await writeFile(wasmFile, withoutCustomSections(wasm));
}

/**
 * @param {string} name
 * @param {Uint8Array<ArrayBuffer>} wasm
 * @param {string[]} allowedImports
 */
function verifyKernel(name, wasm, allowedImports) {
  const module = new WebAssembly.Module(wasm);
  const unwelcome = WebAssembly.Module.imports(module)
    .map((wanted) => `${wanted.module}.${wanted.name}`)
    .filter((wanted) => !allowedImports.includes(wanted));
  if (unwelcome.length > 0) throw new Error(`${name} must not import ${unwelcome.join(', ')}`);

  const exported = WebAssembly.Module.exports(module).map(({ name: export_, kind }) => `${kind} ${export_}`);
  for (const needed of ['memory memory', 'function abiVersion']) {
    if (!exported.includes(needed)) throw new Error(`${name} must export its ${needed}`);
  }
}

const CUSTOM_SECTION = 0;
const PREAMBLE_BYTES = 8; // the magic and the version

/**
 * Names, producers and features: nothing that runs. A section is an id byte, its size in LEB128, and that many bytes.
 * @param {Uint8Array} wasm
 */
export function withoutCustomSections(wasm) {
  const kept = [wasm.subarray(0, PREAMBLE_BYTES)];
  for (let at = PREAMBLE_BYTES; at < wasm.length;) {
    const start = at;
    const id = wasm[at++];
    let size = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      const byte = /** @type {number} */ (wasm[at++]);
      size |= (byte & 0x7f) << shift;
      more = byte >= 0x80;
    }
    at += size;
    if (id !== CUSTOM_SECTION) kept.push(wasm.subarray(start, at));
  }
  return Buffer.concat(kept);
}
