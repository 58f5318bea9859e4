import { ntStatusName } from '../ntstatus-names/index.js';

const SHOWN_BYTES = 16;

/** An NTSTATUS by its name, in hexadecimal where it has none; anything else as what it is. */
export function statusText(status: unknown): string {
  if (typeof status !== 'number') return kindOf(status);
  if ((status | 0) !== status && status >>> 0 !== status) return `${status}, which is no 32-bit integer`;
  return ntStatusName(status) ?? `0x${(status >>> 0).toString(16).padStart(8, '0')}`;
}

function kindOf(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (typeof (value as { then?: unknown } | null)?.then === 'function') return 'a promise';
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'object' && value !== null ? 'an object' : String(value as undefined | null | boolean);
}

export function bytesText(bytes: Uint8Array): string {
  const digits = Array.from(bytes.subarray(0, SHOWN_BYTES), (byte) => byte.toString(16).padStart(2, '0'));
  return `${digits.join(' ')}${bytes.length > SHOWN_BYTES ? ' …' : ''}`;
}

export function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

export function timeText(milliseconds: number): string {
  return milliseconds >= 1000 ? `${milliseconds / 1000} s` : `${milliseconds} ms`;
}

/** An error as a driver's author looks for it. */
export function errorText(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : kindOf(error);
}
