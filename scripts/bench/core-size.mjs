/** Bytes of the core as a user's bundler makes it, kernel included: minified, then gzip. */
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { PROJECT } from '../stamp.mjs';

const PROGRAMS = {
  all: "export * from './build/index.js'",
  decoding: "export { createCodec, struct, bits, bytes, u32, u64 } from './build/index.js'",
};

export async function groupOf() {
  /** @type {Record<string, { rounds: number[] }>} */
  const timed = {};
  for (const [name, contents] of Object.entries(PROGRAMS)) {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: PROJECT },
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      charset: 'utf8',
      platform: 'neutral',
    });
    timed[name] = { rounds: [gzipSync(outputFiles[0].contents, { level: 9 }).length] };
  }
  return { records: 1, contenders: [], timed };
}
