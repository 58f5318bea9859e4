/** What a run was measured on and with. */
import { readFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { version, versions } from 'node:process';
import { compilerVersion, loadC, NO_C } from './c-addon.mjs';

const LIBRARIES = new URL('libraries/package.json', import.meta.url);

/**
 * @typedef {object} Machine
 * @property {string} cpu
 * @property {number} cores
 * @property {string} platform
 * @property {string} node
 * @property {string} v8
 * @property {string} compiler
 * @property {Record<string, string>} libraries
 */

/** @returns {Machine} */
export function machineOf() {
  const { dependencies } = JSON.parse(readFileSync(LIBRARIES, 'utf8'));
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown CPU',
    cores: cpus().length,
    platform: `${platform()} ${arch()}`,
    node: version,
    v8: versions.v8,
    compiler: (loadC() && compilerVersion()) ?? NO_C,
    libraries: dependencies,
  };
}

export function machineLine(/** @type {Machine} */ { cpu, cores, platform: system, node, v8, compiler }) {
  return `${cpu} x ${cores}, ${system}, Node ${node}, V8 ${v8}, ${compiler}`;
}
