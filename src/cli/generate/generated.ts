/** A generated file, and what it leaves out, a line each. */
export interface Generated {
  readonly text: string;
  readonly problems: readonly string[];
}
