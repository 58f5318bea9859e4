import { dirname, resolve } from 'node:path';
import type { Limits } from '../program/index.js';
import { exportsOfFile, type NamedExport, type SchemaOptions } from '../schema-files/index.js';
import { compileCodec, type CompiledText } from './compile-codec.js';
import { compileMessages } from './compile-messages.js';
import { compileSetCodec } from './compile-set.js';

/** Options of the plugin: those of C headers, and the limits of the codecs. A message set has the ABI and the limits that it was made with. */
export interface PluginOptions extends SchemaOptions {
  readonly codecLimits?: Partial<Limits>;
}

/** What esbuild needs of a plugin's `build`; its own types are there only where it is installed. */
interface EsbuildBuild {
  onResolve(
    options: { filter: RegExp },
    run: (args: { path: string; resolveDir: string }) => { path: string; namespace: string },
  ): void;
  onLoad(
    options: { filter: RegExp; namespace: string },
    run: (args: {
      path: string;
    }) => Promise<{ contents: string; loader: 'js'; resolveDir: string; watchFiles: string[] }>,
  ): void;
}

export interface EsbuildPlugin {
  readonly name: string;
  /** Registers what resolves and compiles `?castbuf` imports; esbuild calls it once a build. */
  setup(build: EsbuildBuild): void;
}

/** Vite takes it too. */
export interface RollupPlugin {
  readonly name: string;
  /** The absolute path of a `?castbuf` import; undefined for any other. */
  resolveId(id: string, importer: string | undefined): string | undefined;
  /** The text of a module. */
  load(id: string): Promise<string> | undefined;
}

/** `./messages.h?castbuf`, and `./messages.h?castbuf=Chunk,Frame` for some of its types. */
const QUERY = /\?castbuf(?:=([\w$,]+))?$/;
const NAMESPACE = 'castbuf';

/**
 * Compiles codecs while esbuild bundles a program: `import { Chunk } from './messages.h?castbuf'`, or of a module that exports structs or message sets. Each of them is
 * an export; `?castbuf=Chunk,Frame` names those that are meant, which may be record sets, too. `assemblyscript` has to be installed.
 * @example
 * ```ts
 * import { esbuildPlugin } from 'castbuf/compile';
 * import { build } from 'esbuild';
 *
 * await build({ entryPoints: ['page.js'], bundle: true, plugins: [esbuildPlugin({ abi: 'gcc-x64' })] });
 * ```
 */
export function esbuildPlugin(options: PluginOptions = {}): EsbuildPlugin {
  return {
    name: NAMESPACE,
    setup(build) {
      build.onResolve({ filter: QUERY }, ({ path, resolveDir }) => ({
        path: resolved(path, resolveDir),
        namespace: NAMESPACE,
      }));
      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, async ({ path }) => {
        const file = path.replace(QUERY, '');
        return { contents: await moduleOf(path, options), loader: 'js', resolveDir: dirname(file), watchFiles: [file] };
      });
    },
  };
}

/** The same for Rollup and Vite. */
export function rollupPlugin(options: PluginOptions = {}): RollupPlugin {
  return {
    name: NAMESPACE,
    resolveId(id, importer) {
      return QUERY.test(id) && importer !== undefined ? resolved(id, dirname(importer)) : undefined;
    },
    load(id) {
      return QUERY.test(id) ? moduleOf(id, options) : undefined;
    },
  };
}

function resolved(path: string, folder: string): string {
  return `${resolve(folder, path.replace(QUERY, ''))}${QUERY.exec(path)?.[0] ?? ''}`;
}

/** What the one name of a path stands for; for several a module each, so that their names do not meet. */
async function moduleOf(path: string, options: PluginOptions): Promise<string> {
  const { codecLimits: _, ...schema } = options;
  const names = QUERY.exec(path)?.[1]?.split(',');
  const file = path.replace(QUERY, '');
  const found = await exportsOfFile(file, { ...schema, ...(names && { types: names }) });
  const [only, second] = found;
  if (only === undefined || second !== undefined || names === undefined)
    return found.map(([, name]) => `export * from ${JSON.stringify(`${file}?castbuf=${name}`)};\n`).join('');
  return (await compiled(only, options)).javascript;
}

async function compiled(
  [kind, name, schema]: NamedExport,
  { codecLimits: limits, abi }: PluginOptions,
): Promise<CompiledText> {
  const options = { name, ...(limits && { limits }), ...(abi && { abi }) };
  switch (kind) {
    case 'message set':
      return compileMessages(schema, { name }).inline;
    case 'record set':
      return (await compileSetCodec(schema, options)).inline;
    case 'struct or union':
      return (await compileCodec(schema, options)).inline;
  }
}
