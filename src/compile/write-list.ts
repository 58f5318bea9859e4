import type { RecordsShape } from '../program/index.js';
import { byListedType, listConstant } from './record-list-text.js';
import type { RecordSetText } from './record-set-text.js';
import type { Read, Spot, WriteBody } from './write-body.js';

/*
 * Lists of records in a value that is written: `ListBytes` of src/compiled/record-lists.ts.
 */

/** Emits a variable for each list: its bytes while one value is written. @param put declares the function that writes a value of a codec */
export function beginLists(body: WriteBody, put: (list: RecordSetText) => readonly string[]): void {
  for (const [op, list] of body.codec.lists) {
    const write = byListedType(
      list,
      'write',
      'value',
      put(list).map((name) => `${body.use('bytesOfOutput')}(${name}(value))`),
    );
    body.lines.add(`const ${body.list(op)} = new ${body.use('ListBytes')}(${listConstant(list)}, ${write});`);
  }
}

/** Text of the bytes that a list has. */
export function listUnits(body: WriteBody, { op }: RecordsShape, value: string, spot: Spot): string {
  return `${body.list(op)}.of(${value}, ${body.path(op, spot)}).length`;
}

/** Emits the write of a list. */
export function writeList(body: WriteBody, { op }: RecordsShape, { given }: Read, spot: Spot): void {
  const path = body.path(op, spot);
  const bytes = body.locals.name(`${body.nameOf(op)}Bytes`);
  const length = body.locals.name('length');
  body.lines.add(`const ${bytes} = ${body.list(op)}.take(${given}, ${path});`);
  body.lines.add(`const ${length} = ${bytes}.length;`);
  body.assertSame(op, length, path);
  const write = (room: string, at: string): string => `${body.use('putBytes')}(${room}, ${at}, ${bytes}, ${length});`;
  body.places.range(body.op(op), { length, write, bytes }, spot);
}
