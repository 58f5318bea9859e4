import { writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { cpuSecondsOf } from '../../scripts/cpu-time.mjs';
import { compiledKernel } from './compiler.js';
import { useHost } from './host.js';

/** The runner's pipe. Not stdout: that belongs to the tests. */
const REPORT_DESCRIPTOR = 3;

useHost({
  report: (event) => void writeSync(REPORT_DESCRIPTOR, `${JSON.stringify(event)}\n`),
  // The runner starts each file in the project's folder. A copy, because Node pools the memory of small files.
  cpuSeconds: () => cpuSecondsOf('self'),
  compile: compiledKernel,
  read: async (path) => new Uint8Array(await readFile(path)),
});
