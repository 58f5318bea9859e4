import { printed, type InspectCall } from './inspect.js';

/**
 * What console.log shows of a cursor. It never throws: whoever prints is looking for what is wrong.
 * @param gone why what was there cannot be read any more
 * @param mover the cursor that moves it from row to row
 * @param plain its members or elements, without cursors
 */
export function printedCursor(
  title: string,
  gone: string | undefined,
  mover: { describePlace(): string } | undefined,
  cursor: object,
  plain: (cursor: object) => unknown,
  call: InspectCall,
): string {
  if (gone !== undefined) return `${title} (${gone})`;
  let values: object;
  try {
    values = plain(cursor) as object;
  } catch (error) {
    return `${title} (cannot be read: ${error instanceof Error ? error.message : String(error)})`;
  }
  // An array view stands still: what it moves is its elements' cursor.
  const where = mover === undefined || mover === cursor ? '' : ` (${mover.describePlace()})`;
  return printed(title + where, values, ...call);
}
