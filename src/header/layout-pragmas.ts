import type { BitLayout } from './attributes.js';
import type { LayoutRules } from './layout-flags.js';
import { PackStack } from './pack.js';
import type { Token } from './token.js';

/** Pragmas that change where the records after them have their bytes. */
const LAYOUT_PRAGMAS: ReadonlySet<string> = new Set(['pack', 'ms_struct', 'scalar_storage_order']);

export function isLayoutPragma(name: string | undefined): boolean {
  return name !== undefined && LAYOUT_PRAGMAS.has(name);
}

/** What the pragmas in front of a place say about records that begin there. */
export class LayoutPragmas {
  readonly pack: PackStack;
  bitLayout: BitLayout | undefined;
  byteOrder: 'big' | 'little' | undefined;

  constructor(
    private readonly isMicrosoft: boolean,
    private readonly rules: LayoutRules,
    private readonly note: (what: string, token: Token) => void,
    private readonly complain: (what: string, token: Token) => void,
  ) {
    this.pack = new PackStack(rules.pack);
  }

  apply(site: Token): void {
    const [name, ...rest] = site.pragma ?? [];
    if (name === undefined) return;
    if (name.text === 'pack' && this.rules.isPacked)
      this.note('#pragma pack is passed over: all records are packed, as -fpack-struct has it', site);
    else if (name.text === 'pack') {
      const { error, note } = this.pack.apply(rest, site);
      if (error !== undefined) this.complain(error, site);
      if (note !== undefined) this.note(note, site);
    } else if (name.text === 'ms_struct') this.msStruct(rest, site);
    else this.storageOrder(rest, site);
  }

  /** At the end of the header. */
  finish(): void {
    const open = this.pack.unpopped;
    if (open !== undefined) this.note('#pragma pack(push) is not popped before the end', open);
  }

  private msStruct([word]: readonly Token[], site: Token): void {
    if (this.isMicrosoft) return; // all records are so
    if (word?.text === 'on') this.bitLayout = 'ms';
    else if (word?.text === 'off' || word?.text === 'reset') this.bitLayout = undefined;
    else return this.complain(`#pragma ms_struct takes on, off or reset, not '${word?.text ?? ''}'`, site);
    this.note('#pragma ms_struct is obeyed, as clang does it; gcc passes over it where it builds for Linux', site);
  }

  private storageOrder([word]: readonly Token[], site: Token): void {
    const orders = { 'big-endian': 'big', 'little-endian': 'little', default: undefined } as const;
    const given = site.pragma
      ?.slice(1)
      .map(({ text }) => text)
      .join('');
    if (given === undefined || !Object.hasOwn(orders, given)) {
      const what = `#pragma scalar_storage_order takes big-endian, little-endian or default, not '${given ?? ''}'`;
      return this.complain(what, word ?? site);
    }
    if (this.isMicrosoft) {
      return this.note('#pragma scalar_storage_order is passed over: it is gcc that has it, not the ABI chosen', site);
    }
    this.byteOrder = orders[given as keyof typeof orders];
  }
}
