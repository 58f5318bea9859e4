/**
 * A stamp is a file that holds the hash of the inputs something was made from. Hashes, not times: a fresh clone or a switched
 * branch gives every file a new time.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's own folder, wherever it was cloned to. */
export const PROJECT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Every file below a folder, sorted; the path itself if it is a file; nothing if it does not exist.
 * @param {string} path
 * @returns {string[]}
 */
export function filesBelow(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return [];
  if (!found.isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}

/**
 * One hash over the names and the bytes of files and folders, given relative to the project.
 * @param {string[]} inputs
 */
export function hashOf(inputs) {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap((input) => filesBelow(join(PROJECT, input)))) {
    const bytes = readFileSync(file);
    hash.update(`${relative(PROJECT, file)}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

/**
 * @param {string} stampFile relative to the project
 * @param {string} hash
 */
export function isStamped(stampFile, hash) {
  try {
    return readFileSync(join(PROJECT, stampFile), 'utf8') === hash;
  } catch {
    return false;
  }
}

/**
 * @param {string} stampFile relative to the project
 * @param {string} hash
 */
export function writeStamp(stampFile, hash) {
  const path = join(PROJECT, stampFile);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, hash);
}
