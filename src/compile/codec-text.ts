import { codeOf, type Code } from '../cursor/index.js';
import type { Program, RecordsShape, Shape } from '../program/index.js';
import { setOfList } from '../record-types/index.js';
import type { ModuleText } from './module-text.js';
import { assertNoOwnSums } from './not-compiled.js';
import { NamedText } from './named-text.js';
import { RecordSetText } from './record-set-text.js';

/** What an emitted module has of one codec. */
export class CodecText extends NamedText {
  private madeLists: ReadonlyMap<number, RecordSetText> | undefined;

  /**
   * @param name the type in names, as in `decodeChunk`
   * @param code other words of the program, such as those that only measure
   * @param listNames names of the types of lists around it, where its records are in a list
   */
  constructor(
    module: ModuleText,
    readonly program: Program,
    name: string,
    readonly code: Code = codeOf(program),
    private readonly listNames?: Set<string>,
  ) {
    super(module, name);
    assertNoOwnSums(program);
  }

  /** Its records stand in a list of another codec. */
  get isListed(): boolean {
    return this.listNames !== undefined;
  }

  /** The lists of records that it has, by op. */
  get lists(): ReadonlyMap<number, RecordSetText> {
    return (this.madeLists ??= this.makeLists());
  }

  private makeLists(): Map<number, RecordSetText> {
    const taken = this.listNames ?? new Set();
    const lists = new Map<number, RecordSetText>();
    for (const { op, list } of listsIn(this.program.shape)) {
      const name = freeName(taken, `${this.name}$${this.program.paths[op] ?? ''}`);
      const { set, tagPath } = setOfList(list);
      const members = list.types.map(({ name: type, program }) => ({
        name: type,
        codec: this.listed(program, freeName(taken, `${name}$${type}`), taken),
      }));
      lists.set(op, new RecordSetText(this.module, set, tagPath, members, name));
    }
    return lists;
  }

  /** A type of a list, whose values show numbers as the message around them does. */
  private listed(program: Program, name: string, taken: Set<string>): CodecText {
    const { notation } = this.program;
    return new CodecText(this.module, { ...program, notation }, name, codeOf(program), taken);
  }
}

function freeName(taken: Set<string>, wanted: string): string {
  const word = wanted.replaceAll(/[^\w$]/g, '_');
  let name = word;
  for (let count = 2; taken.has(name); count++) name = `${word}${count}`;
  taken.add(name);
  return name;
}

/** The lists of a record, wherever they stand in it. */
function listsIn(shape: Shape): readonly RecordsShape[] {
  switch (shape.kind) {
    case 'records':
      return [shape];
    case 'array':
      return listsIn(shape.element);
    case 'record':
      return shape.members.flatMap((member) => listsIn(member.shape));
    case 'overlay':
    case 'tagged':
      return shape.arms.flatMap((arm) => listsIn(arm.shape));
    default:
      return [];
  }
}
