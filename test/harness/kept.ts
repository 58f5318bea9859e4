import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What no run has used for so long is of other tests. */
const KEPT_DAYS = 7;

/**
 * What takes long to make and is always the same: from an earlier run where there was one, else made now. It is a file in a folder of build/, by the hash of what it is
 * made of and of the versions of who makes it, which package.json has. The runner starts each test in the project's folder.
 */
export async function kept(
  folder: 'test-kernels' | 'test-clang',
  madeOf: string,
  make: () => Promise<Uint8Array>,
): Promise<Uint8Array<ArrayBuffer>> {
  const hash = createHash('sha256').update(await readFile('package.json'));
  const path = join('build', folder, hash.update(madeOf).digest('hex'));
  const known = await readFile(path).catch(() => undefined);
  if (known !== undefined) {
    const now = new Date();
    await utimes(path, now, now).catch(() => undefined); // another process may be removing it
    return new Uint8Array(known);
  }
  const made = await make();
  await mkdir(join('build', folder), { recursive: true });
  await removeOld(join('build', folder));
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, made);
  await rename(draft, path); // other processes see it whole
  return new Uint8Array(made);
}

async function removeOld(folder: string): Promise<void> {
  const oldest = Date.now() - KEPT_DAYS * 24 * 60 * 60 * 1000;
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && found.mtimeMs < oldest) await rm(path, { force: true });
  }
}
