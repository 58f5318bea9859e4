import { extname } from 'node:path';

/** Endings of files that Node runs as they are. */
const JAVASCRIPT: readonly string[] = ['.js', '.mjs', '.cjs'];
const TYPESCRIPT: readonly string[] = ['.ts', '.mts', '.cts'];
const WRITTEN = '.json';

export function isJavaScript(path: string): boolean {
  return JAVASCRIPT.includes(extname(path));
}

/** Whether a path names the JSON of `writeSchema`. */
export function isWrittenSchema(path: string): boolean {
  return extname(path) === WRITTEN;
}

/** Whether a path names JavaScript or TypeScript. */
export function isModule(path: string): boolean {
  return isJavaScript(path) || TYPESCRIPT.includes(extname(path));
}

/** Whether a path names a schema of castbuf: a module that exports one, or the JSON of `writeSchema`. */
export function isSchemaFile(path: string): boolean {
  return isModule(path) || isWrittenSchema(path);
}
