/** What the package says of code that it holds and others wrote: the licence of each bundled package, word for word. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT } from './stamp.mjs';

export const NOTICES_FILE = 'build/THIRD-PARTY-NOTICES.txt';

/** The kernel is compiled with parts of this package's standard library. */
const KERNEL_LIBRARY = 'assemblyscript';

/** Licences that may stand in a package under MIT. */
const COMPATIBLE_LICENCES = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD'];

/** @param {string[]} inputs the files of a bundle, relative to the project */
export async function noticesOf(inputs) {
  const bundled = inputs.flatMap((input) => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []);
  const names = new Set([KERNEL_LIBRARY, ...bundled]);
  // A package may bring others inside its own files, and then names them.
  for (const name of names)
    for (const inner of Object.keys((await manifestOf(name)).inlinedDependencies ?? {})) names.add(inner);
  const notices = await Promise.all([...names].sort().map(noticeOf));
  return `castbuf holds code of these packages.\n\n${notices.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

async function noticeOf(/** @type {string} */ name) {
  const { version, license, homepage, repository } = await manifestOf(name);
  if (!COMPATIBLE_LICENCES.includes(license))
    throw new Error(`${name} has the licence ${license}, which no package under MIT can hold`);
  const folder = join(PROJECT, 'node_modules', name);
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice)(\.\w+)?$/i.test(file)).sort();
  if (files.length === 0) throw new Error(`${name} brings no licence to pass on`);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const source = homepage ?? repository?.url ?? repository;
  return [`${name} ${version} (${license}), ${source}\n`, ...texts.map((text) => `${text.trim()}\n`)].join('\n');
}

/** @returns {Promise<{ version: string, license: string, homepage?: string, repository?: any, inlinedDependencies?: object }>} */
async function manifestOf(/** @type {string} */ name) {
  return JSON.parse(await readFile(join(PROJECT, 'node_modules', name, 'package.json'), 'utf8'));
}
