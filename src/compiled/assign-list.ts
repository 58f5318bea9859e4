import { shownValue } from '../errors/index.js';
import { disagreement, fail, missing, withIndices, type Assignment, type Plan } from './assign.js';

/** A list of values, or a cursor over one: both have `at`. */
interface List {
  readonly length: number;
  at(index: number): unknown;
}
interface ListCursor extends List {
  set(index: number, value: unknown): void;
  '~clear'(length: number): void;
}

/** An array: what is assigned has as many elements as are there. */
export function listPlan(element: Plan): Plan {
  return {
    rank: 2,
    want: 'an array',
    take(value, path, assignment) {
      const { most, indices } = assignment;
      if (!isList(value)) throw fail('ERR_TYPE', withIndices(path, indices), `give an array, not ${shownValue(value)}`);
      const { length } = value;
      if (!Number.isSafeInteger(length) || length < 0 || length > most) {
        const hint = `a list has at most ${most} elements, not ${shownValue(length)}`;
        throw fail('ERR_LIMIT_COUNT', withIndices(path, indices), hint);
      }
      const elements: unknown[] = [];
      eachIndex(length, assignment, (index) => {
        const given = value.at(index);
        elements.push(given === undefined ? undefined : element.take(given, `${path}[]`, assignment));
      });
      return elements;
    },
    write(shown, given, path, assignment) {
      const [list, values] = [shown as ListCursor, given as readonly unknown[]];
      list['~clear'](values.length);
      eachIndex(values.length, assignment, (index) => {
        const value = values[index] === undefined ? element.implied?.(assignment) : values[index];
        if (value === undefined) throw missing(element, `${path}[]`);
        if (element.write === undefined) list.set(index, value);
        else element.write(list.at(index), value, `${path}[]`, assignment);
      });
    },
    agree(shown, given, path, assignment) {
      const [list, values] = [shown as List | undefined, given as readonly unknown[]];
      if (list === undefined) throw disagreement(list, values, path, ' elements');
      if (list.length !== values.length) throw disagreement(list.length, values.length, path, ' elements');
      eachIndex(values.length, assignment, (index) => {
        if (values[index] !== undefined) element.agree(list.at(index), values[index], `${path}[]`, assignment);
      });
    },
  };
}

function isList(value: unknown): value is List {
  if (typeof value !== 'object' || value === null) return false;
  const { length, at } = value as Partial<List>;
  return typeof length === 'number' && typeof at === 'function';
}

/** Calls with each index, which errors say then. */
function eachIndex(length: number, { indices }: Assignment, call: (index: number) => void): void {
  const depth = indices.length;
  for (let index = 0; index < length; index++) {
    indices[depth] = index;
    call(index);
  }
  indices.length = depth;
}
