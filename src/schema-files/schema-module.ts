import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildFailure, Plugin } from 'esbuild';
import { CastbufError } from '../errors/index.js';
import { isJavaScript } from './schema-endings.js';

/** A schema imports this castbuf, wherever it lies: a program that is installed for all users has none beside the schema. */
const OWN_CASTBUF: Plugin = {
  name: 'own-castbuf',
  setup({ onResolve }) {
    onResolve({ filter: /^castbuf(?:\/[\w/]+)?$/ }, ({ path }) => ({
      path: import.meta.resolve(path),
      external: true,
    }));
  },
};

/**
 * What a module of the user exports, by name. TypeScript is bundled first, with all that it imports.
 * @param what it is that is wanted of it, as errors say it
 * @throws CastbufError ERR_USAGE where it cannot be read or run, or esbuild is missing
 */
export async function importModule(path: string, what = 'a schema'): Promise<Record<string, unknown>> {
  try {
    if (isJavaScript(path)) return await importFile(path);
  } catch (error) {
    throw notRun(path, what, error);
  }
  const text = await bundled(path, what);
  const folder = await mkdtemp(join(tmpdir(), 'castbuf-schema-'));
  try {
    const file = join(folder, 'schema.mjs');
    await writeFile(file, text);
    return await importFile(file);
  } catch (error) {
    throw notRun(path, what, error);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function importFile(path: string): Promise<Record<string, unknown>> {
  return (await import(pathToFileURL(resolve(path)).href)) as Record<string, unknown>;
}

async function bundled(path: string, what: string): Promise<string> {
  const { build } = await import('esbuild').catch(() => {
    const hint = `${path} is TypeScript, which esbuild reads: npm install --save-dev esbuild, or give a JavaScript module`;
    throw new CastbufError('ERR_USAGE', hint);
  });
  try {
    const { outputFiles } = await build({
      entryPoints: [path],
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      write: false,
      logLevel: 'silent',
      plugins: [OWN_CASTBUF],
    });
    return outputFiles[0]?.text ?? '';
  } catch (error) {
    throw notRun(path, what, error);
  }
}

function notRun(path: string, what: string, error: unknown): CastbufError {
  const message = messageOf(error);
  if (message.startsWith("Cannot find package 'castbuf'")) {
    const hint = `${path} imports castbuf, which is not installed beside it: npm install castbuf there`;
    return new CastbufError('ERR_USAGE', `${hint}, or write it in TypeScript`);
  }
  return new CastbufError('ERR_USAGE', `cannot take ${what} from ${path}: ${message.split('\n')[0]}`);
}

/** What esbuild says is a list, under a line that says only how many there are. A module may throw anything. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [first] = (error as Partial<BuildFailure>).errors ?? [];
  if (first?.text === undefined) return error.message;
  const { text, location } = first;
  return location === null ? text : `${text} (${location.file}, line ${location.line}, column ${location.column + 1})`;
}
