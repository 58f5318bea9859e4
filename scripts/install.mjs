import { spawnSync } from 'node:child_process';
import { hashOf, isStamped, PROJECT, writeStamp } from './stamp.mjs';

// Inside node_modules, so that deleting the folder deletes the claim that it is complete.
const STAMP = 'node_modules/.castbuf-installed';

/** Installs the locked packages, unless node_modules already holds exactly them. Needs nothing but Node and npm. */
export function ensureInstalled() {
  const wanted = hashOf(['package-lock.json']);
  if (isStamped(STAMP, wanted)) return;

  console.error('castbuf: installing packages');
  const options = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath; // set when npm runs this script; the same npm then installs, on Windows too
  const [command, args] = npm?.endsWith('.js') ? [process.execPath, [npm, ...options]] : ['npm', options];
  // npm's own output goes to stderr: the last line of stdout belongs to the caller.
  const { status, error } = spawnSync(command, args, {
    cwd: PROJECT,
    stdio: ['ignore', process.stderr, process.stderr],
  });
  if (status !== 0) throw new Error(`npm ci failed: ${error?.message ?? `exit status ${status}`}`);
  writeStamp(STAMP, wanted);
}
