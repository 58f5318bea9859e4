/** Codecs that were compiled ahead of time for the types of the benchmark: modules in build/, made anew when the library or a type has changed. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execPath, pid } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { hashOf, PROJECT } from '../stamp.mjs';

const COMPILE = fileURLToPath(new URL('compile-codecs.mjs', import.meta.url));
/** Has a folder for each hash of what the modules are made of. Who finds its folder there finds it whole. */
const FOLDERS = join(PROJECT, 'build/bench/compiled');
const SCRIPTS = ['compile-codecs', 'first-record', 'racing-packets', 'records', 'w2-messages', 'w3-messages'];
/** The stamp of the library says what that was made of. */
const INPUTS = ['build/.library-built', ...SCRIPTS.map((name) => `scripts/bench/${name}.mjs`)];

/** @returns {string} the folder that the modules are in */
export function ensureCompiled() {
  const hash = hashOf(INPUTS).slice(0, 16);
  const folder = join(FOLDERS, hash);
  if (existsSync(folder)) return folder;
  console.error('castbuf: compiling codecs for the benchmark');
  const made = `${folder}.${pid}`;
  mkdirSync(made, { recursive: true });
  const { status } = spawnSync(execPath, [COMPILE, made], { stdio: ['ignore', 2, 2] });
  if (status !== 0) {
    rmSync(made, { recursive: true });
    throw new Error(`compile-codecs.mjs ended with exit status ${status}`);
  }
  for (const old of readdirSync(FOLDERS)) if (!old.includes('.')) rmSync(join(FOLDERS, old), { recursive: true });
  renameSync(made, folder);
  return folder;
}

/** The file of a module. */
export function compiledFile(/** @type {string} */ name) {
  return pathToFileURL(join(ensureCompiled(), `${name}.js`)).href;
}

/** What a module exports. */
export function compiled(/** @type {string} */ name) {
  return import(compiledFile(name));
}
