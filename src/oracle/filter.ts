import type { FilterPlan } from '../query/index.js';
import type { Program } from '../program/index.js';
import type { ArmGuards } from '../columns/index.js';
import type { Code } from '../cursor/index.js';
import { valueReader, type ReadValue } from './column-value.js';

/** A filter, one record at a time. */
export class RecordFilter {
  constructor(
    private readonly program: Program,
    private readonly code: Code,
    private readonly guards: ArmGuards,
    private readonly plan: FilterPlan,
  ) {}

  /** Whether the record of so many bytes that begins at an offset of the view is wanted. */
  over(view: DataView): (record: number, bytes: number) => boolean {
    const readers = new Map<number, ReadValue>();
    for (const column of this.plan.columns) {
      readers.set(column, valueReader(this.program, this.code, this.guards, column, view));
    }
    return (record, bytes) => this.isKept(record, bytes, readers);
  }

  private isKept(record: number, bytes: number, readers: ReadonlyMap<number, ReadValue>): boolean {
    const truths: boolean[] = [];
    for (const step of this.plan.steps) {
      if (step.kind === 'test') {
        const value = (readers.get(step.column) as ReadValue)(record, bytes);
        const isIn = step.ranges.some(({ least, most }) => value !== undefined && least <= value && value <= most);
        truths.push(value !== undefined && isIn !== step.negated);
        continue;
      }
      const last = truths.pop() as boolean;
      if (step.kind === 'not') truths.push(!last);
      else {
        const before = truths.pop() as boolean;
        truths.push(step.kind === 'and' ? before && last : before || last);
      }
    }
    return truths[0] as boolean;
  }
}
