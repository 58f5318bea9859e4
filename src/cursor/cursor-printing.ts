import { CastbufError } from '../errors/index.js';
import { pathOfShape, type Program, type Shape } from '../program/index.js';
import { INSPECT, jsonOf, printedCursor, type InspectCall } from '../printing/index.js';
import type { Mover, RecordFrame } from './cursor-frame.js';
import { hide, type Cursor, type CursorClass } from './cursor-property.js';

/** What JSON.stringify and Node's console.log call. A member of the schema with the name `toJSON` stays that. */
export function addPrinting({ prototype }: CursorClass, program: Program, shape: Shape): void {
  const path = pathOfShape(program, shape);
  const title = path || program.layout.name || 'record';
  hide(prototype, INSPECT, function (this: Cursor, ...call: InspectCall) {
    return printedAt(title, this['~frame'], this, call);
  });
  if (Object.hasOwn(prototype, 'toJSON')) return;
  hide(prototype, 'toJSON', function (this: Cursor) {
    assertReadable(this['~frame'], path);
    return jsonOf(shape, this, '');
  });
}

/** What console.log shows of a cursor or an array view. */
export function printedAt(title: string, frame: RecordFrame, shown: object, call: InspectCall): string {
  return printedCursor(title, whyUnreadable(frame), frame.mover, shown, plain, call);
}

/** @throws CastbufError ERR_STALE_BATCH: what was there would be shown as if it still were */
export function assertReadable(frame: RecordFrame, path: string): void {
  const gone = whyUnreadable(frame);
  if (gone !== undefined) throw new CastbufError('ERR_STALE_BATCH', gone, { path });
}

export function isReadable(frame: RecordFrame): boolean {
  return whyUnreadable(frame) === undefined;
}

/** The same of what may be a cursor. */
export function assertReadableCursor(value: unknown): void {
  const frame = (value as Partial<Cursor> | null | undefined)?.['~frame'];
  if (frame !== undefined) assertReadable(frame, '');
}

/** Moves a cursor from row to row; undefined for a cursor that stays, and for anything else. */
export function moverOf(value: unknown): Mover | undefined {
  return (value as Partial<Cursor> | null | undefined)?.['~frame']?.mover;
}

function whyUnreadable(frame: RecordFrame): string | undefined {
  if (frame.isStale) return 'a later call reused the memory of its batch; keep it with batch.copy() before that call';
  try {
    frame.seated();
    return undefined;
  } catch {
    return 'the message is not there any more; copy what you keep';
  }
}

/** What a cursor or an array view shows, without cursors. */
function plain(shown: unknown): unknown {
  if (typeof shown !== 'object' || shown === null || ArrayBuffer.isView(shown)) return shown;
  if (Symbol.iterator in shown) return Array.from(shown as Iterable<unknown>, plain);
  const values: Record<string, unknown> = {};
  // oxlint-disable-next-line guard-for-in -- the getters stand on the prototype
  for (const name in shown) {
    const value = (shown as Readonly<Record<string, unknown>>)[name];
    if (value !== undefined) values[name] = plain(value);
  }
  return values;
}
