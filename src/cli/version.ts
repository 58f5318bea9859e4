import { readFileSync } from 'node:fs';

/** The package's own version. The file lies beside build/, where this program is. */
export function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
