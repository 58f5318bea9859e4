import { MAX_INDICES } from '../../assembly/core/layout.js';
import { quoted } from './module-text.js';

/**
 * The text of a member's path, whose `[]` are filled by the locals that hold the indices, outermost first. As an outcome does, it has those of the
 * innermost arrays only, where they are too many.
 */
export function pathText(path: string, loops: readonly string[]): string {
  if (loops.length === 0 || !path.includes('[]')) return quoted(path.replaceAll('[]', '[]'));
  const indices = loops.slice(-MAX_INDICES);
  const parts = path.split('[]').map((part) => part.replaceAll(/[\\`]|\$(?=\{)/g, String.raw`\$&`));
  const filled = parts.slice(1).map((part, at) => `[${indices[at] === undefined ? '' : `\${${indices[at]}}`}]${part}`);
  return `\`${parts[0]}${filled.join('')}\``;
}
