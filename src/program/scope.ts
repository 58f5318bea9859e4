/** The ops of a record's leaves by name: what counts, tags and offsets of the same record refer to. */
export class Scope {
  private readonly ops = new Map<string, number>();
  private readonly records = new Map<string, Scope>();

  /** `promotedTo`: the scope of the record around an anonymous one, where its names stand too. */
  constructor(private readonly promotedTo?: Scope) {}

  leaf(name: string, op: number): void {
    this.ops.set(name, op);
    this.promotedTo?.leaf(name, op);
  }

  record(name: string, scope: Scope): void {
    this.records.set(name, scope);
    this.promotedTo?.record(name, scope);
  }

  /** The op of a leaf at a dotted path; undefined where no leaf of this frame stands there. */
  find(path: string): number | undefined {
    const dot = path.indexOf('.');
    if (dot < 0) return this.ops.get(path);
    return this.records.get(path.slice(0, dot))?.find(path.slice(dot + 1));
  }
}
