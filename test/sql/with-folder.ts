import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own; `at` makes the path of a name in it. */
export async function withFolder(body: (at: (name: string) => string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'castbuf-'));
  try {
    await body((name) => join(folder, name));
  } finally {
    await rm(folder, { recursive: true });
  }
}
