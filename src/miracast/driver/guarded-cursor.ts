import { CastbufError } from '../../errors/index.js';

/** What stands between a handler and its cursors in debug mode. */
export interface CursorGuard {
  /** The reply's; a message is only read. */
  readonly isWritable: boolean;
  /** @throws CastbufError ERR_USAGE where the handler has ended */
  assertOpen(path: string): void;
  /** Something may have been written. */
  written(): void;
}

/** Of a cursor over an array. */
const WRITING: readonly PropertyKey[] = ['set', 'assign'];

const READ_ONLY =
  "the message is read-only, and may lie in its sender's own buffer; copy what you change: call.decode(), or .slice() of bytes";

/**
 * A cursor behind a guard, and all cursors that are reached through it. Bytes are handed out as they are: nothing can stand before the elements
 * of a Uint8Array.
 */
export function guardedCursor(cursor: object, guard: CursorGuard): object {
  return new GuardedCursors(guard).of(cursor, '') as object;
}

class GuardedCursors {
  /** A struct is the same object each time it is looked at, as it is without a guard. */
  private readonly made = new WeakMap<object, object>();

  constructor(private readonly guard: CursorGuard) {}

  /** What stands under `path`: another guarded cursor, or a value. */
  of(shown: unknown, path: string): unknown {
    if (!isCursor(shown)) return shown;
    const made = this.made.get(shown) ?? new Proxy(shown, this.traps(path));
    this.made.set(shown, made);
    return made;
  }

  private traps(path: string): ProxyHandler<object> {
    const { guard } = this;
    const looked = <Rest extends unknown[], Answer>(look: (cursor: object, ...rest: Rest) => Answer) => {
      return (cursor: object, ...rest: Rest): Answer => {
        guard.assertOpen(path);
        return look(cursor, ...rest);
      };
    };
    return {
      get: (cursor, key) => this.get(cursor, key, path),
      set: (cursor, key, value) => this.change(under(path, key), () => Reflect.set(cursor, key, value, cursor)),
      defineProperty: (cursor, key, descriptor) =>
        this.change(under(path, key), () => Reflect.defineProperty(cursor, key, descriptor)),
      deleteProperty: (cursor, key) => this.change(under(path, key), () => Reflect.deleteProperty(cursor, key)),
      has: looked(Reflect.has),
      ownKeys: looked(Reflect.ownKeys),
      getPrototypeOf: looked(Reflect.getPrototypeOf),
      getOwnPropertyDescriptor: looked(Reflect.getOwnPropertyDescriptor),
    };
  }

  /** Getters and methods have the cursor itself as `this`: they look for what no Proxy has. */
  private get(cursor: object, key: PropertyKey, path: string): unknown {
    this.guard.assertOpen(under(path, key));
    const value: unknown = Reflect.get(cursor, key, cursor);
    if (typeof value !== 'function' || key === 'constructor') return this.of(value, under(path, key));
    const element = `${path}[]`;
    if (key === Symbol.iterator) return () => this.elements(cursor as Iterable<unknown>, element);
    const call = (...given: unknown[]): unknown => this.of(Reflect.apply(value, cursor, given), element);
    if (WRITING.includes(key) && isList(cursor))
      return (...given: unknown[]) => this.change(path, () => call(...given));
    return (...given: unknown[]) => {
      this.guard.assertOpen(path);
      return call(...given);
    };
  }

  private *elements(list: Iterable<unknown>, path: string): Generator<unknown, void, undefined> {
    const steps = list[Symbol.iterator]();
    for (;;) {
      this.guard.assertOpen(path);
      const step = steps.next();
      if (step.done === true) return;
      yield this.of(step.value, path);
    }
  }

  private change<Answer>(path: string, make: () => Answer): Answer {
    const { guard } = this;
    guard.assertOpen(path);
    if (!guard.isWritable) throw new CastbufError('ERR_USAGE', READ_ONLY, { path });
    try {
      return make();
    } finally {
      guard.written();
    }
  }
}

function isCursor(shown: unknown): shown is object {
  return typeof shown === 'object' && shown !== null && ('~frame' in shown || '~place' in shown || isList(shown));
}

function isList(shown: object): boolean {
  return '~clear' in shown;
}

function under(path: string, key: PropertyKey): string {
  return path === '' ? String(key) : `${path}.${String(key)}`;
}
