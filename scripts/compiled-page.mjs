/** The page of examples/compiled, made as its README says: a codec from the header, and what the page needs of it in one file, without a plugin. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { PROJECT } from './stamp.mjs';

const SOURCE = join(PROJECT, 'examples/compiled');
const FOLDER = join(PROJECT, 'build/compiled-page');

export async function buildCompiledPage() {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  for (const file of ['chunks.h', 'index.html', 'page.js']) await copyFile(join(SOURCE, file), join(FOLDER, file));
  const words = ['compile', 'chunks.h', '--type', 'Chunk', '--js', '-o', '.'];
  await promisify(execFile)(process.execPath, [join(PROJECT, 'build/cli.js'), ...words], { cwd: FOLDER });
  await build({
    absWorkingDir: FOLDER,
    entryPoints: ['page.js'],
    bundle: true,
    minify: true,
    format: 'esm',
    charset: 'utf8',
    outfile: 'bundle.js',
    logLevel: 'warning',
  });
}
