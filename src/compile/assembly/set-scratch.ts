import { CONTROL_BYTES } from './control.js';

/** Memory of a set's kernel between the control block and the input: named places, one after the other. */
export class ScratchPlan {
  readonly constants: string[] = [];
  private next = CONTROL_BYTES;

  /** The name of a place of so many bytes. */
  take(name: string, bytes: number, why: string): string {
    const at = this.next;
    this.next += (bytes + 15) & -16;
    this.constants.push(`/** ${why} */\nconst ${name}: usize = ${at};`);
    return name;
  }

  /** Where it ends. */
  get end(): number {
    return this.next;
  }
}
