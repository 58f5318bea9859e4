import type { Derivation, Program, RecordShape, Shape, TaggedShape } from '../program/index.js';

/** What says the value of a number besides the number itself. */
export interface Source {
  readonly derivation?: Derivation;
  readonly tagged?: TaggedShape;
}

/** Which numbers of a program follow from other members, by op. */
export class ImpliedPlan {
  private readonly sources = new Map<number, Source[]>();
  /** Ops of which it is known only when a value is written whether, or by what, they are implied. */
  private readonly open = new Set<number>();
  /** The same of counted parts and tagged unions: whether there is one. */
  private readonly openParts = new Set<number>();

  constructor({ shape }: Program) {
    this.visitRecord(shape, shape.versioned !== undefined);
    if (shape.versioned !== undefined) {
      this.open.add(shape.versioned.lengthOp);
      this.add(shape.versioned.lengthOp, {});
    }
  }

  /** The only source of a number, which always says it. */
  only(op: number): Source | undefined {
    const sources = this.sources.get(op) ?? [];
    return sources.length === 1 && !this.open.has(op) ? sources[0] : undefined;
  }

  /** Whether an object is kept that says what follows, if anything does. */
  isOpen(op: number): boolean {
    return this.sources.has(op) && this.only(op) === undefined;
  }

  isOpenPart(op: number): boolean {
    return this.openParts.has(op);
  }

  get openOps(): number[] {
    return [...this.sources.keys()].filter((op) => this.isOpen(op));
  }

  get openPartOps(): readonly number[] {
    return [...this.openParts];
  }

  private add(op: number, source: Source): void {
    const known = this.sources.get(op);
    if (known === undefined) this.sources.set(op, [source]);
    else known.push(source);
  }

  private visitRecord(shape: RecordShape, mayMiss: boolean): void {
    for (const derivation of shape.derivations) {
      this.add(derivation.op, { derivation });
      // Some of a leaf's bits may count, and the rest be anything.
      if (derivation.measure !== derivation.op) this.open.add(derivation.op);
      if (!mayMiss) continue;
      this.open.add(derivation.op);
      this.openParts.add(derivation.shape.op);
    }
    for (const { shape: tagged } of shape.members) {
      if (tagged.kind !== 'tagged') continue;
      this.add(tagged.tagOp, { tagged });
      if (!mayMiss) continue;
      this.open.add(tagged.tagOp);
      this.openParts.add(tagged.op);
    }
    // Members of a versioned record's members are whole.
    for (const member of shape.members) this.visit(member.shape, mayMiss && shape.versioned === undefined);
  }

  private visit(shape: Shape, mayMiss: boolean): void {
    if (shape.kind === 'record') this.visitRecord(shape, mayMiss);
    else if (shape.kind === 'array') this.visit(shape.element, mayMiss);
    else if (shape.kind === 'tagged') for (const arm of shape.arms) this.visit(arm.shape, mayMiss);
    else if (shape.kind === 'overlay') for (const arm of shape.arms) this.visit(arm.shape, true);
  }
}
