import { opOf, type Op } from '../cursor/index.js';
import type { Program } from '../program/index.js';
import type { CodecText } from './codec-text.js';
import { memberText, quoted, type ModuleText } from './module-text.js';
import { ImpliedPlan } from './write-implied.js';
import { givenPath, Lines, Locals } from './write-lines.js';
import type { WritePlaces } from './write-places.js';

/** Where in a value, and in its record, the body of a write stands. */
export interface Spot {
  /** The object that has the members. */
  readonly source: string;
  /** Variables with the indices of the array elements around it, outermost first. */
  readonly indices: readonly string[];
  /** Where offsets count from. */
  readonly base: string;
  /** Tells whether members may be missing, because another arm of the union is whole; undefined: they may not. */
  readonly partial: string | undefined;
}

/** A variable with what was read of a value. */
export interface Read {
  readonly name: string;
  /** What it is worth: undefined where it is a function that all objects inherit. */
  readonly given: string;
}

/** Called so is what may be left out, as something follows where it is. */
export const GIVEN = 'Given';

/** The body of a function that writes one value: what its parts share while it is emitted. */
export class WriteBody {
  readonly lines = new Lines();
  readonly locals: Locals;
  readonly plan: ImpliedPlan;
  /** Variables that hold, by op: what follows for a number; how many units a part has, or which arm a union. */
  readonly implied = new Map<number, string>();
  readonly found = new Map<number, string>();
  private readonly listNames = new Map<number, string>();

  constructor(
    readonly codec: CodecText,
    readonly places: WritePlaces,
  ) {
    this.locals = new Locals(codec.module);
    this.plan = new ImpliedPlan(codec.program);
    places.body = this;
    for (const op of this.plan.openOps) this.implied.set(op, this.locals.name(`${this.nameOf(op)}Implied`));
    for (const op of this.plan.openPartOps) this.found.set(op, this.locals.name(`${this.nameOf(op)}Found`));
  }

  /** The variable with the bytes of a list of records. */
  list(op: number): string {
    let name = this.listNames.get(op);
    if (name === undefined) this.listNames.set(op, (name = this.locals.name(`${this.nameOf(op)}List`)));
    return name;
  }

  /** Variables that are there from the start, and undefined. */
  get variables(): string[] {
    const implied = this.plan.openOps.map((op) => this.implied.get(op) as string);
    return [...implied, ...this.plan.openPartOps.map((op) => this.found.get(op) as string)];
  }

  get module(): ModuleText {
    return this.codec.module;
  }

  get program(): Program {
    return this.codec.program;
  }

  op(index: number): Op {
    return opOf(this.program, index);
  }

  /** The literal path of an op, as an error tells it. */
  path(op: number, { indices }: Pick<Spot, 'indices'>): string {
    return this.pathText(this.program.paths[op] ?? '', indices);
  }

  pathText(path: string, indices: readonly string[]): string {
    return givenPath(path, indices);
  }

  /** The last name of an op's path, for variables. */
  nameOf(op: number): string {
    const path = this.program.paths[op] ?? '';
    return (path.split('.').at(-1) ?? '').replaceAll('[]', '') || 'value';
  }

  /** Reads a member. `called`: what for, where the member is read again or has other forms. */
  read(name: string, { source, partial }: Spot, called = ''): Read {
    const local = this.locals.name(`${name}${called}`);
    if (partial !== undefined) return this.readMember(local, name, source);
    if (called === GIVEN) {
      this.lines.add(`const ${local} = ${this.givenText(source, name, memberText(source, name))};`);
      return { name: local, given: local };
    }
    this.lines.add(`const ${local} = ${memberText(source, name)};`);
    return { name: local, given: this.givenText(source, name, local) };
  }

  /** Reads a member of which it matters at once whether it is there. */
  readMember(local: string, name: string, source: string): Read {
    this.lines.add(`const ${local} = ${this.use('memberOf')}(${source}, ${quoted(name)});`);
    return { name: local, given: local };
  }

  givenText(source: string, name: string, local: string): string {
    return `${this.module.use('given')}(${source}, ${quoted(name)}, ${local})`;
  }

  hasText(source: string, name: string): string {
    return `${this.module.use('has')}(${source}, ${quoted(name)}, ${memberText(source, name)})`;
  }

  use(name: Parameters<ModuleText['use']>[0]): string {
    return this.module.use(name);
  }

  fail(condition: string, error: string): void {
    this.lines.if(condition, `throw ${error};`);
  }

  /** A getter may give something else when it is read again. */
  assertSame(op: number, have: string, path: string): void {
    const want = this.found.get(op);
    if (want === undefined) return;
    const isKnown = this.plan.isOpenPart(op) ? `${want} !== undefined && ` : '';
    this.fail(`${isKnown}${want} !== ${have}`, `${this.use('changed')}(${path}, ${want}, ${have})`);
  }

  assertUnits(units: number | undefined, exact: boolean, have: string, what: string, path: string): void {
    if (units === undefined) return;
    const least = exact ? 'exactly' : 'at most';
    const error = `${this.use('wrongUnits')}(${path}, '${least}', ${units}, '${what}', ${have})`;
    this.fail(`${have} ${exact ? '!==' : '>'} ${units}`, error);
  }
}
