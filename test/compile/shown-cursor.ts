import { inspect } from 'node:util';
import { CastbufError, type ArrayView } from '../../src/surface.js';

/** What a call answers or throws, as text. */
export function outcome(call: () => unknown): string {
  try {
    return shown(call());
  } catch (error) {
    if (error instanceof CastbufError) {
      const { code, message, hint, path, offset, fieldOffset, want, have } = error;
      return inspect({ code, message, hint, path, offset, fieldOffset, want, have });
    }
    return String(error);
  }
}

/** All that a cursor shows; where bytes lie too, as they are the message's. */
export function shown(value: unknown): string {
  if (typeof value !== 'object' || value === null) return inspect(value);
  if (value instanceof Uint8Array) return `bytes at ${value.byteOffset}: ${value.join(' ')}`;
  if (isArrayView(value)) return `${value.length} [${Array.from(value, shown).join(', ')}]`;
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  const members: string[] = [];
  // oxlint-disable-next-line guard-for-in -- the getters stand on the prototype
  for (const name in value) members.push(`${name}: ${outcome(() => (value as Record<string, unknown>)[name])}`);
  return `{ ${members.join(', ')} }`;
}

export function isArrayView(value: object): value is ArrayView<unknown> {
  return Symbol.iterator in value && !Array.isArray(value) && 'assign' in value;
}

/** What JSON.stringify and console.log make of a cursor. */
export function printedOf(make: () => unknown): string {
  return outcome(() => {
    const value = make();
    return `${JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? `${one}n` : one))} ${inspect(value, { depth: 9 })}`;
  });
}
