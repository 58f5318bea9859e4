import { host } from './host.js';

/**
 * The bytes of a file below test/, such as `readFixture('vectors/chunks-10k.bin')`, in Node and in the browser. A path that ends
 * in `.gz` gives the unzipped bytes. The caller owns them: they start at offset 0 of a buffer of their own.
 */
export async function readFixture(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await host().read(`test/${path}`);
  return path.endsWith('.gz') ? unzip(bytes) : bytes;
}

/** The same as text, decoded as UTF-8. */
export async function readFixtureText(path: string): Promise<string> {
  return new TextDecoder('utf-8', { fatal: true }).decode(await readFixture(path));
}

async function unzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const unzipped = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(unzipped).arrayBuffer());
}
