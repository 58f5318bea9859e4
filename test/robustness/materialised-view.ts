import type { ArrayView } from '../../src/surface.js';

/** Everything that a view shows, as decode would have given it: views are cursors, and share them. */
export function materialised(view: unknown): unknown {
  if (view instanceof Uint8Array) return view.slice();
  if (typeof view !== 'object' || view === null) return view;
  if (isArrayView(view)) return Array.from(view, materialised);
  const row: Record<string, unknown> = {};
  // oxlint-disable-next-line guard-for-in -- the getters stand on the prototype
  for (const name in view) row[name] = materialised((view as Record<string, unknown>)[name]);
  return row;
}

/** A cursor over the rows of a compiled codec is an iterator too, which gives itself. */
function isArrayView(view: object): view is ArrayView<unknown> {
  return Symbol.iterator in view && (view as Iterable<unknown>)[Symbol.iterator]() !== (view as unknown);
}
