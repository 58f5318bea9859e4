import type { RecordSetProgram } from './set-program.js';
import { readTag } from '../cursor/index.js';

/** Reads discriminators: the number of the type that the record at `record` says it has, -1: none. Its discriminator is there. */
export function recordTypeReader({
  tag,
  tags,
  otherwise,
}: RecordSetProgram): (view: DataView, record: number) => number {
  const types = new Map(tags);
  return (view, record) => types.get(readTag(view, record, tag)) ?? otherwise;
}
