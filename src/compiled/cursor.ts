import { CastbufError } from '../errors/index.js';
import { INSPECT, printedCursor, type InspectCall } from '../printing/index.js';
import { noMember } from './no-member.js';
import { GONE, seated, type Place } from './place.js';

/** What all cursors have; no member's name contains a `~`. */
export interface Seated {
  readonly '~place': Place;
}

/** What is known of a class of cursors. */
interface Facts {
  readonly path: string;
  readonly title: string;
  readonly json: Notations;
}

/** How JSON has a number: as digits in a string, or as the number that a bigint is. */
export type Notation = StringConstructor | NumberConstructor;
/** Of members whose JSON does not follow from what they show: other bigints are digits, other numbers are numbers. */
export type Notations = Readonly<Record<string, Notation>>;

/**
 * Has what a class's objects do not have refused, instead of lost, when it is set. The end of the prototype chain is a Proxy with nothing but
 * a `set` trap: what the prototypes themselves have is found before it, as fast as ever.
 */
export function refuseStrangers<Class extends abstract new (...args: never[]) => object>(
  Class: Class,
  errorOf: (name: string, object: never) => CastbufError,
): Class {
  const end = new Proxy(Object.create(Object.prototype) as object, {
    set(_, name, __, object: never) {
      throw errorOf(String(name), object);
    },
  });
  Object.setPrototypeOf(Class.prototype, end);
  return Class;
}

/** What the cursors of all schemas are: what JSON.stringify and Node's console.log call. */
export const Cursor = /* @__PURE__ */ cursorOfAll();

/** A function: a class with a name that is computed would stay in every program. */
function cursorOfAll() {
  return refuseStrangers(
    class {
      declare readonly '~place': Place;
      declare readonly '~facts': Facts;

      toJSON(): unknown {
        assertReadable(this['~place'], this['~facts'].path);
        return jsonOf(this);
      }

      [INSPECT](...call: InspectCall): string {
        return printedAt(this['~facts'].title, this['~place'], this, call);
      }
    },
    (name, cursor: { '~facts': Facts }) => {
      const { path } = cursor['~facts'];
      const known: string[] = [];
      // oxlint-disable-next-line guard-for-in -- the getters stand on the prototype
      for (const member in cursor) known.push(member);
      return noMember(name, known, path);
    },
  );
}

/** A class of cursors that shows its members to whoever enumerates them: what a class declares is hidden. */
export function cursorClass<Class extends abstract new (...args: never[]) => Seated>(
  Class: Class,
  title: string,
  path = '',
  json: Notations = {},
): Class {
  const prototype = Class.prototype as object;
  for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(prototype)))
    if (get !== undefined && name !== '~place') Object.defineProperty(prototype, name, { enumerable: true });
  const facts: Facts = { title, path, json };
  Object.defineProperty(prototype, '~facts', { value: facts });
  return Class;
}

/** What console.log shows of a cursor or an array view. */
export function printedAt(title: string, place: Place, shown: object, call: InspectCall): string {
  return printedCursor(title, whyUnreadable(place), place.mover, shown, plain, call);
}

/** @throws CastbufError ERR_STALE_BATCH: what was there would be shown as if it still were */
export function assertReadable(place: Place, path: string): void {
  const gone = whyUnreadable(place);
  if (gone !== undefined) throw new CastbufError('ERR_STALE_BATCH', gone, { path });
}

export function whyUnreadable(place: Place): string | undefined {
  try {
    place.rows?.assertFresh();
    seated(place);
    return undefined;
  } catch (error) {
    return error instanceof CastbufError ? error.hint : GONE;
  }
}

/** What a cursor or an array view shows, without cursors. */
function plain(shown: unknown): unknown {
  return mapped(shown, plain) ?? shown;
}

/** Members or elements, each as `map` has it; undefined for what has none. Members that are undefined are left out. */
function mapped(shown: unknown, map: (member: unknown, notation?: Notation) => unknown): unknown {
  if (typeof shown !== 'object' || shown === null || ArrayBuffer.isView(shown)) return undefined;
  const { '~facts': facts, '~json': notation } = shown as { '~facts'?: Facts; '~json'?: Notation };
  if (facts === undefined && Symbol.iterator in shown)
    return Array.from(shown as Iterable<unknown>, (one) => map(one, notation));
  const values: Record<string, unknown> = {};
  // oxlint-disable-next-line guard-for-in -- the getters stand on the prototype
  for (const name in shown) {
    const value = (shown as Readonly<Record<string, unknown>>)[name];
    if (value !== undefined) values[name] = map(value, facts?.json[name]);
  }
  return values;
}

/** In the notation of the command line's rows: see src/printing/json-number.ts. */
export function jsonOf(value: unknown, notation?: Notation): unknown {
  if (notation !== undefined) return notation(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : Number.isFinite(value) ? value : String(value);
  if (value instanceof Uint8Array) return Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return mapped(value, jsonOf) ?? value;
}
