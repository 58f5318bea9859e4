/** One run of asc, in a thread of its own: kernel.mjs starts it. Answers what went wrong, or ''. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { main } from 'assemblyscript/asc';

const { project, target, entry, outFile, calls, name } = workerData;
/** The kernel that is whole has its memory; else whoever starts the core gives it one, and it gives that on. */
const memory = { kernel: [], core: ['--importMemory'] }[name] ?? ['--importMemory', '--noExportMemory'];
const { error, stderr } = await main([`assembly/${entry}`, '--target', target, '--outFile', outFile, ...memory], {
  readFile(file, base) {
    const path = join(base, file);
    const replaced = calls[relative(join(project, 'assembly'), path).replaceAll('\\', '/')];
    if (replaced !== undefined) return replaced;
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return null; // asc looks for a file in several places
    }
  },
  writeFile: (file, contents, base) => writeFileSync(join(base, file), contents),
});
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of a thread, not a window
parentPort?.postMessage(error === null ? '' : `${error.message}\n${stderr.toString()}`);
