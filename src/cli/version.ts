import { readFileSync } from 'node:fs';
import process from 'node:process';

/** The package's own version. The file lies beside build/, where this program is. */
export function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** What `--version` prints: a report of a fault needs all of it. */
export function versionLine(): string {
  return `castbuf/${version()} ${process.platform}-${process.arch} node-${process.version}\n`;
}
