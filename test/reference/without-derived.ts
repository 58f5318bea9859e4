import type { Program, Shape } from '../../src/program/index.js';

type Members = Record<string, unknown>;

/** A decoded value without the members that encode fills in: counts, lengths, offsets and checksums. */
export function withoutDerived({ shape }: Program, value: object): object {
  return new Stripper().value(shape, value) as object;
}

class Stripper {
  private readonly counts = new Set<number>();

  value(shape: Shape, value: unknown): unknown {
    if (shape.kind === 'array') return (value as unknown[]).map((element) => this.value(shape.element, element));
    if (membersOf(shape).length === 0) return value;
    const copy = { ...(value as Members) };
    this.strip(shape, copy);
    return copy;
  }

  private strip(shape: Shape, target: Members): void {
    if (shape.kind === 'record') for (const { op } of shape.derivations) this.counts.add(op);
    for (const { name, promoted, shape: member } of membersOf(shape)) {
      if (promoted && membersOf(member).length > 0) this.strip(member, target);
      else if (member.kind === 'leaf' && (member.late || this.counts.has(member.op))) delete target[name];
      else if (target[name] !== undefined) target[name] = this.value(member, target[name]);
    }
  }
}

function membersOf(shape: Shape) {
  if (shape.kind === 'record') return shape.members;
  return shape.kind === 'overlay' || shape.kind === 'tagged' ? shape.arms : [];
}
