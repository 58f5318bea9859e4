import type { Bytes } from '../../src/bytes/index.js';
import { CodecText } from '../../src/compile/codec-text.js';
import { ModuleText } from '../../src/compile/module-text.js';
import { encodeFunctions, writeFunction } from '../../src/compile/write-text.js';
import { CastbufError } from '../../src/errors/index.js';
import type { Program } from '../../src/program/index.js';
import { evaluate } from './evaluate.js';

/** The emitted functions that encode. */
export interface Encoder {
  readonly text: string;
  encode(value: unknown): Uint8Array;
  encodeInto(value: unknown, target: Bytes): number;
  sizeOf(value: unknown): number;
  write(value: unknown): Uint8Array;
}

export function emittedEncoder(program: Program, name = 'Type'): Encoder {
  const module = new ModuleText();
  const codec = new CodecText(module, program, name);
  const names = encodeFunctions(codec);
  module.add(`export const written = ${writeFunction(codec)};`);
  const text = module.text();
  const made = evaluate(text);
  return {
    text,
    encode: made[names.encode],
    encodeInto: made[names.encodeInto],
    sizeOf: made[names.sizeOf],
    write: made['written'],
  } as Encoder;
}

/** What a call gives, or every member of the error that it throws. */
export function told(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof CastbufError)) return String(error);
    const { code, message, hint, path, offset, fieldOffset, want, have } = error;
    return { code, message, hint, path, offset, fieldOffset, want, have };
  }
}

/** The same as a text, in which all that differs is different. */
export function shownTold(call: () => unknown): string {
  const shown = (_: string, value: unknown): unknown => {
    if (value instanceof Uint8Array) return [...value];
    if (typeof value === 'bigint') return `${value}n`;
    return Object.is(value, -0) || typeof value === 'number' ? String(value) : value;
  };
  return JSON.stringify(told(call), shown) ?? 'undefined';
}
