import * as K from '../../assembly/core/layout.js';
import type { LaidRecords } from '../schema/index.js';
import { addCount, roomBytes } from './compile-counted.js';
import type { Draft } from './draft.js';
import type { Place } from './place.js';
import type { RecordLists, RecordsShape } from './program.js';

/** To whoever does not look into it, the part is a range of bytes. */
export function compileRecords(draft: Draft, { node, abi, count }: LaidRecords, place: Place): RecordsShape {
  const { path, base } = place;
  const op = draft.ops.add({ kind: K.OP_RANGE, offset: base, bytes: 1, shift: 1, flags: K.F_RECORDS }, path);
  addCount(draft, op, count, 1, place);
  draft.needsWalk = true;
  draft.columns.list(path, op, roomBytes(count, 1), place);
  // Rows are not written from columns: what says a list's bytes does not say that they are records.
  draft.columns.uncovered(path, place);
  const lists = node.lists as RecordLists;
  const list = lists.listOf(node, abi, draft.limits);
  draft.lists = lists;
  draft.listParts.push({ op, path, list });
  return { kind: 'records', op: op.index, list };
}
