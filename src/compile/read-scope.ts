import type { CodecText } from './codec-text.js';
import { indented } from './module-text.js';

/** Where what is read lies. Texts are expressions of places in the view. */
export interface ReadPlace {
  /** Where offsets count from. */
  readonly base: string;
  /** Bytes from the base that are known to be there. */
  readonly known: number;
  /** Locals with the indices of the arrays around it, outermost first. */
  readonly indices: readonly string[];
  /** Bytes from the record to the base where all indices are 0; undefined after an offset. */
  readonly fromRecord: number | undefined;
  /** What counts the part, where that does not lie beside it. */
  readonly count?: string;
}

/** What a function that reads a part may need, in the order of its parameters. */
const PARAMETERS = ['view', 'base', 'first', 'count', 'at', 'end', 'length', 'copy'];

/**
 * Declares a function that reads a part, and gives a call of it. It has the parameters that its body reads; those that have the same names where it
 * is called are passed on.
 * @param path of the part, whose last name its function has
 * @param passed what the others are at the call
 */
export function callOf(
  codec: CodecText,
  path: string,
  body: string,
  indices: readonly string[],
  passed: Readonly<Record<string, string>>,
): string {
  const used = [...PARAMETERS, ...indices].filter((name) => isRead(body, name));
  const name = codec.module.name(`read${codec.name}${wordOf(path)}`);
  codec.module.add(`function ${name}(${used.join(', ')}) {\n${indented(body)}\n}`);
  return `${name}(${used.map((one) => passed[one] ?? one).join(', ')})`;
}

function isRead(body: string, name: string): boolean {
  return (
    new RegExp(`(?<![.\\w$'])${name}\\b(?!['\\w$])(?!:)`).test(body) &&
    !new RegExp(`(?:const|let) ${name}\\b`).test(body)
  );
}

function wordOf(path: string): string {
  const last = path.replaceAll('[]', '').split('.').at(-1) ?? '';
  return `${last.slice(0, 1).toUpperCase()}${last.slice(1)}`;
}
