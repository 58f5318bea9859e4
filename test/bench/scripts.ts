/** The scripts of the benchmark are JavaScript that finds its C sources beside itself: tests load them from where they are, and do not bundle them. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** @param name with a query where the script asks for one */
export function script(name: string) {
  return import(new URL(name, pathToFileURL(resolve('scripts/bench/here'))).href);
}
