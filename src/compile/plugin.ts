import { dirname, resolve } from 'node:path';
import type { Limits } from '../program/index.js';
import { compileCodec } from './compile-codec.js';
import { typesOfFile, type SchemaOptions } from './schema-source.js';

/** Options of the plugin: those of C headers, and the limits of the codecs. */
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
 * Compiles codecs while esbuild bundles a program: `import { Chunk } from './messages.h?castbuf'`, or of a module that exports structs. Each type of the
 * file is an export; `?castbuf=Chunk,Frame` names those that are meant. `assemblyscript` has to be installed.
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

/** The codec of the one type that a path names; for several a module each, so that their names do not meet. */
async function moduleOf(path: string, { codecLimits: limits, ...schema }: PluginOptions): Promise<string> {
  const names = QUERY.exec(path)?.[1]?.split(',');
  const file = path.replace(QUERY, '');
  const types = await typesOfFile(file, { ...schema, ...(names && { types: names }) });
  const [only, second] = types;
  if (only === undefined || second !== undefined || names === undefined)
    return types.map(([name]) => `export * from ${JSON.stringify(`${file}?castbuf=${name}`)};\n`).join('');
  const [name, type] = only;
  const { abi } = schema;
  const { inline } = await compileCodec(type, { name, ...(limits && { limits }), ...(abi && { abi }) });
  return inline.javascript;
}
