/**
 * The kernel: build/modules/NAME.wasm, one for each folder of assembly/, which the library inlines; build/kernel.wasm, all of them in one without
 * imports; build/kernel.debug.wasm, the same with asserts and a source map.
 */
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PROJECT } from './stamp.mjs';

const ASSEMBLY = join(PROJECT, 'assembly');
const MODULES = 'build/modules';
/** What a module hands to others; where these are compiled one by one, the others import it. */
const CALLS = 'calls.ts';

/** What the debug kernel may import: the loader provides these, and nothing else does. */
const LOADER_IMPORTS = ['env.abort', 'env.trace', 'env.seed'];

/** @typedef {{ name: string, target: 'debug' | 'release', entry: string, outFile: string, calls: Record<string, string>, imports: string[] }} Job */

/** Two at once: each uses one core. */
export async function buildKernel() {
  await mkdir(join(PROJECT, MODULES), { recursive: true });
  const jobs = await jobsOf();
  const next = async () => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) await compile(job);
  };
  await Promise.all([next(), next()]);
}

/** The longest first. */
async function jobsOf() {
  const entries = await readdir(ASSEMBLY, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const calls = Object.fromEntries(await Promise.all(folders.map(async (name) => [name, await callsOf(name)])));
  const whole = { entry: 'index.ts', calls: {}, name: 'kernel' };
  /** @type {Job[]} */
  const jobs = [
    { ...whole, target: 'debug', outFile: 'build/kernel.debug.wasm', imports: LOADER_IMPORTS },
    { ...whole, target: 'release', outFile: 'build/kernel.wasm', imports: [] },
  ];
  for (const name of folders) {
    const others = Object.fromEntries(
      Object.entries(calls).flatMap(([other, text]) =>
        other === name || text === '' ? [] : [[`${other}/${CALLS}`, text]],
      ),
    );
    const outFile = `${MODULES}/${name}.wasm`;
    jobs.push({
      name,
      target: 'release',
      entry: `${name}/index.ts`,
      outFile,
      calls: others,
      imports: importsOf(others),
    });
  }
  return jobs;
}

/** The calls of a module as imports of it, in AssemblyScript. @param {string} name */
async function callsOf(name) {
  const text = await readFile(join(ASSEMBLY, name, CALLS), 'utf8').catch(() => '');
  const declared = [...text.matchAll(/export \{([^}]*)\} from '\.\/([^']+)'/g)].map(async ([, names = '', file]) => {
    const source = await readFile(join(ASSEMBLY, name, `${file}.ts`), 'utf8');
    return names.split(',').map((call) => declarationOf(name, call.trim(), source));
  });
  return (await Promise.all(declared)).flat().join('\n');
}

/**
 * @param {string} name
 * @param {string} call
 * @param {string} source
 */
function declarationOf(name, call, source) {
  const found = new RegExp(`export function ${call}(\\([^{]*) \\{`).exec(source);
  if (found === null) throw new Error(`assembly/${name}/${CALLS} names ${call}, which is no function of its file`);
  return `@external('${name}', '${call}') export declare function ${call}${found[1]};`;
}

/** @param {Record<string, string>} calls */
function importsOf(calls) {
  const declared = Object.values(calls).flatMap((text) =>
    Array.from(text.matchAll(/@external\('([^']+)', '([^']+)'\)/g)),
  );
  return ['env.memory', ...declared.map(([, module, name]) => `${module}.${name}`)];
}

/** @param {Job} job */
async function compile(job) {
  const { target, entry, outFile, imports } = job;
  // asc exits 0 for an unknown target or a missing entry. Without the old file, that cannot pass for a new one.
  const wasmFile = join(PROJECT, outFile);
  await rm(wasmFile, { force: true });
  const worker = new Worker(new URL('./compile-kernel.mjs', import.meta.url), {
    workerData: { ...job, project: PROJECT },
  });
  const [failure] = await once(worker, 'message');
  if (failure !== '') throw new Error(`asc failed for ${entry}: ${failure}`);
  const wasm = await readFile(wasmFile).catch(() => {
    throw new Error(
      `asc wrote no ${outFile}: does assembly/${entry} exist, and asconfig.json have the target ${target}?`,
    );
  });
  verify(job, wasm, imports);
  if (target === 'release') await writeFile(wasmFile, withoutCustomSections(wasm));
}

/**
 * @param {Job} job
 * @param {Uint8Array<ArrayBuffer>} wasm
 * @param {string[]} allowed
 */
function verify({ outFile, name }, wasm, allowed) {
  const module = new WebAssembly.Module(wasm);
  const unwelcome = WebAssembly.Module.imports(module)
    .map((wanted) => `${wanted.module}.${wanted.name}`)
    .filter((wanted) => !allowed.includes(wanted));
  if (unwelcome.length > 0) throw new Error(`${outFile} must not import ${unwelcome.join(', ')}`);

  const exported = WebAssembly.Module.exports(module).map(({ name: export_, kind }) => `${kind} ${export_}`);
  const hasMemory = name === 'kernel' || name === 'core';
  if (hasMemory !== exported.includes('memory memory')) throw new Error(`the core has the memory, ${outFile} has not`);
  if (!exported.some((one) => /^function \w*[aA]biVersion$/.test(one))) throw new Error(`${outFile} says no version`);
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
