import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileAssembly } from '../../src/compile/assembly/compile-assembly.js';
import { isDeep } from './rounds.js';

/** A file a module, by the hash of its text and of the compiler's version. The runner starts each test in the project's folder. */
const FOLDER = 'build/test-kernels';
/** What no run has used for so long is of another emitter. */
const KEPT_DAYS = 7;

/** A tenth of the time of what users get, of the same text. */
const QUICK = ['-O1'];

/** The module of an AssemblyScript text, as users get it in deep runs. */
export function testedKernel(assembly: string): Promise<Uint8Array<ArrayBuffer>> {
  return isDeep ? compileAssembly(assembly) : compiledKernel(assembly);
}

/** The module of an AssemblyScript text, from an earlier run where there was one with the same text. */
export async function compiledKernel(assembly: string): Promise<Uint8Array<ArrayBuffer>> {
  // It names the compiler's version.
  const project = await readFile('package.json');
  const path = join(FOLDER, `${createHash('sha256').update(project).update(assembly).digest('hex')}.wasm`);
  const known = await readFile(path).catch(() => undefined);
  if (known !== undefined) {
    const now = new Date();
    await utimes(path, now, now).catch(() => undefined); // another process may be removing it
    return new Uint8Array(known);
  }
  const wasm = await compileAssembly(assembly, undefined, QUICK);
  await mkdir(FOLDER, { recursive: true });
  await removeOld();
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, wasm);
  await rename(draft, path); // other processes see it whole
  return wasm;
}

async function removeOld(): Promise<void> {
  const oldest = Date.now() - KEPT_DAYS * 24 * 60 * 60 * 1000;
  for (const name of await readdir(FOLDER)) {
    const path = join(FOLDER, name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && found.mtimeMs < oldest) await rm(path, { force: true });
  }
}
