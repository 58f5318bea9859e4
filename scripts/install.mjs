import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashOf, isStamped, PROJECT, writeStamp } from './stamp.mjs';

// Inside node_modules, so that deleting the folder deletes the claim that it is complete.
const STAMP = 'node_modules/.castbuf-installed';

/**
 * Installs the locked packages, unless node_modules already holds exactly them. Needs nothing but Node and npm.
 * @param {string} folder one with a package.json of its own, relative to the project
 */
export function ensureInstalled(folder = '.') {
  const stamp = join(folder, STAMP);
  const wanted = hashOf([join(folder, 'package-lock.json')]);
  if (isStamped(stamp, wanted)) return;

  console.error(folder === '.' ? 'castbuf: installing packages' : `castbuf: installing the packages of ${folder}`);
  const options = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath; // set when npm runs this script; the same npm then installs, on Windows too
  const [command, args] = npm?.endsWith('.js') ? [process.execPath, [npm, ...options]] : ['npm', options];
  // npm's own output goes to stderr: the last line of stdout belongs to the caller.
  const { status, error } = spawnSync(command, args, {
    cwd: join(PROJECT, folder),
    stdio: ['ignore', process.stderr, process.stderr],
  });
  if (status !== 0) throw new Error(`npm ci failed: ${error?.message ?? `exit status ${status}`}`);
  writeStamp(stamp, wanted);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ensureInstalled(process.argv[2]);
