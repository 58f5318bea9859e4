/** The method that Node's util.inspect, and so console.log, looks for. The symbol is registered: nothing of Node is imported. */
export const INSPECT: unique symbol = /* @__PURE__ */ Symbol.for('nodejs.util.inspect.custom');

/** util.inspect, as it hands itself to that method. */
export type Inspect = (value: unknown, options: object) => string;

/** What that method is called with. */
export type InspectCall = [depth: number | null, options: object, inspect: Inspect];

/** A title and what stands after it, at the depth that is left. */
export function printed(
  title: string,
  values: object,
  depth: number | null,
  options: object,
  inspect: Inspect,
): string {
  return `${title} ${inspect(values, { ...options, depth })}`;
}

/** What console.log shows by the same members as JSON.stringify, and not by its internals. */
export abstract class Printed {
  abstract get [Symbol.toStringTag](): string;
  /** What JSON.stringify shows: what it is and how much there is of it. */
  abstract toJSON(): object;

  /** What Node's `console.log` shows. */
  [INSPECT](depth: number | null, options: object, inspect: Inspect): string {
    return printed(this[Symbol.toStringTag], this.toJSON(), depth, options, inspect);
  }
}
