import type { AnyType } from '../../src/schema/index.js';
import { readFixtureText } from '../harness/index.js';
import type { VECTORS } from '../miracast/vector-rows.js';

/** Name of the type of a vector, as the command line takes it. */
export function typeNameOf(type: AnyType): string {
  return (type as AnyType & { readonly typeName: string }).typeName;
}

/** The NDJSON lines of a vector as they stand in its file or files. */
export async function vectorLines({ name, parts }: (typeof VECTORS)[number]): Promise<string[]> {
  const files = parts === 0 ? [name] : Array.from({ length: parts }, (_, part) => `${name}.part${part}`);
  const texts = await Promise.all(files.map((file) => readFixtureText(`vectors/${file}.ndjson`)));
  return linesOf(texts.join(''));
}

export function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

/** The line's text without some of its keys; everything else stays byte for byte. */
export function withoutKeys(line: string, isDropped: (key: string) => boolean): string {
  const member = /"([A-Za-z]+)":(?:"(?:[^"\\]|\\.)*"|-?\d+|null|true|false)(,?)/g;
  const cut = line.replaceAll(member, (whole, key: string) => (isDropped(key) ? '' : whole));
  return cut
    .replaceAll(/,+/g, ',')
    .replaceAll(/([{]),/g, '$1')
    .replaceAll(/,([}])/g, '$1');
}
