import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transform } from 'esbuild';
import type { AnyType } from '../../src/schema/index.js';

/** What a generated module exports, by name: run against the library that was built. */
export async function evaluate(typescript: string, folder: string, name: string): Promise<Record<string, unknown>> {
  const { code } = await transform(typescript, { loader: 'ts', format: 'esm' });
  const library = pathToFileURL(resolve('build/index.js')).href;
  const file = join(folder, `${name.replaceAll('/', '-')}.mjs`);
  await writeFile(
    file,
    code.replace(/from "castbuf"/, () => `from ${JSON.stringify(library)}`),
  );
  return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
}

/** The records among the exports of a module. */
export function recordsOf(exports: Record<string, unknown>): AnyType[] {
  return Object.values(exports).filter(
    (one): one is AnyType => typeof one === 'object' && one !== null && 'typeName' in one,
  );
}
