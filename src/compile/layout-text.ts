import type { Program } from '../program/index.js';
import type { LaidMember, LaidType } from '../schema/index.js';
import type { ModuleText } from './module-text.js';
import { indented, keyText, quoted } from './module-text.js';

/** The expression of a codec's layout. */
export function layoutText(module: ModuleText, { layout }: Program): string {
  const places = new Map<string, number>();
  const strides = new Map<string, number>();
  addMembers(layout.root.members, '', 0, places, strides);
  const { name, kind, abi, size, align } = layout;
  const words = [quoted(name), quoted(kind), quoted(abi), String(size), String(align), objectText(places)];
  if (strides.size > 0) words.push(`/* @__PURE__ */ ${module.use('elementPlaces')}(${objectText(strides)})`);
  return `/* @__PURE__ */ ${module.use('compiledLayout')}(${words.join(', ')})`;
}

function addMembers(
  members: readonly LaidMember[],
  prefix: string,
  base: number,
  places: Map<string, number>,
  strides: Map<string, number>,
): void {
  for (const { name, anonymous, unnamed, bitOffset, type } of members) {
    const bits = base * 8 + bitOffset;
    if (unnamed) continue;
    if (anonymous && type.kind === 'record') addMembers(type.members, prefix, bits / 8, places, strides);
    else add(type, `${prefix}${name}`, Math.floor(bits / 8), places, strides);
  }
}

function add(
  type: LaidType,
  path: string,
  at: number,
  places: Map<string, number>,
  strides: Map<string, number>,
): void {
  places.set(path, at);
  if (type.kind === 'record') addMembers(type.members, `${path}.`, at, places, strides);
  if (type.kind !== 'array') return;
  strides.set(path, type.stride);
  add(type.element, `${path}[]`, at, places, strides);
}

function objectText(entries: ReadonlyMap<string, number>): string {
  const lines = [...entries].map(([key, value]) => `${key === '__proto__' ? `['${key}']` : keyText(key)}: ${value},`);
  return `{\n${indented(lines.join('\n'))}\n}`;
}
