import { printable } from '../printable.js';
import type { Axis, BarFigure, Detail, Figure, HeatFigure, LineFigure } from './figure.js';

const WIDTH = 960;
const HEIGHT = 540;
/** Around what is drawn; on the left are the labels of y. */
const MARGIN = { left: 90, right: 24, top: 44, bottom: 58 } as const;
const INNER_WIDTH = WIDTH - MARGIN.left - MARGIN.right;
const INNER_HEIGHT = HEIGHT - MARGIN.top - MARGIN.bottom;
/** Told apart by people who do not see all colours, too (Okabe and Ito). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00'] as const;
/** As many lines as there are colours. */
export const MOST_LINES = COLOURS.length;
export const SVG_DETAIL: Detail = { xTicks: 8, yTicks: 6, mostBars: 64 };
/** A cell of few records is to be seen beside one of many. */
const LEAST_OPACITY = 0.08;

const STYLE =
  `text{font:12px system-ui,sans-serif;fill:#333}.title{font-size:14px;font-weight:600}` +
  `.name{paint-order:stroke;stroke:#fff;stroke-width:3px}.grid{stroke:#ddd}.axis{stroke:#888;fill:none}.line{fill:none;stroke-width:1.2;stroke-linejoin:round;stroke-linecap:round}`;

/** A picture of its own, which needs no script and no file beside it. Without a figure it says that there is nothing. */
export function svgOf(figure: Figure | undefined, title: string): string {
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(MARGIN.left, 24, title, 'class="title"'),
    ...(figure === undefined
      ? [text(WIDTH / 2, HEIGHT / 2, 'no values', 'text-anchor="middle"')]
      : [...yAxis(figure.y), ...drawn(figure), ...xAxis(figure.x)]),
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

function drawn(figure: Figure): string[] {
  switch (figure.kind) {
    case 'lines':
      return linesOf(figure);
    case 'bars':
      return barsOf(figure);
    case 'heat':
      return heatOf(figure);
  }
}

function linesOf({ lines, isOrdered }: LineFigure): string[] {
  return lines.flatMap(({ title, cells }, index) => {
    const colour = COLOURS[index % COLOURS.length];
    const points = cells.map(({ x, first, low, high, last }) =>
      isOrdered ? throughAll(x, [first, low, high, last]) : `M${pointAt(x, low)}L${pointAt(x, high)}`,
    );
    const path = isOrdered ? `M${points.join('L')}` : points.join('');
    // A path of one point is not to be seen without an end that is round.
    const only = isOrdered && cells.length === 1 ? `${path}Z` : path;
    const label = lines.length === 1 ? [] : [legend(title, colour as string, index, lines.length)];
    return [`<path class="line" stroke="${colour}" d="${only}"><title>${escaped(title)}</title></path>`, ...label];
  });
}

/** Without those that lie where the one before does. */
function throughAll(x: number, ys: readonly number[]): string {
  return ys
    .filter((y, index) => index === 0 || y !== ys[index - 1])
    .map((y) => pointAt(x, y))
    .join('L');
}

function legend(title: string, colour: string, index: number, count: number): string {
  const y = MARGIN.top + 8 + index * 18;
  const x = WIDTH - MARGIN.right - 8;
  return text(x, y + 4, title, `text-anchor="end" style="fill:${colour};font-weight:${count > 1 ? 600 : 400}"`);
}

function barsOf({ bars, y, isNamed }: BarFigure): string[] {
  return bars.flatMap(({ from, to, label, count }) => {
    if (count === 0) return [];
    const [left, right, top] = [xOf(from), xOf(to), yOf(y.share(count))];
    const size = `width="${rounded(Math.max(right - left - 1, 1))}" height="${rounded(yOf(0) - top)}"`;
    const told = escaped(`${label}: ${count}`);
    const bar = `<rect x="${rounded(left)}" y="${rounded(top)}" ${size} fill="${COLOURS[0]}"><title>${told}</title></rect>`;
    return isNamed ? [bar, nameIn((left + right) / 2, label)] : [bar];
  });
}

/** Along the bar, from its foot: so each name has room, however many there are. */
function nameIn(middle: number, label: string): string {
  const [x, y] = [rounded(middle + 4), yOf(0) - 6];
  return `<text class="name" x="${x}" y="${y}" transform="rotate(-90 ${x} ${y})">${escaped(label)}</text>`;
}

function heatOf({ cells, most }: HeatFigure): string[] {
  const told = `the darkest cell has ${most} ${most === 1 ? 'record' : 'records'}`;
  const rects = cells.map(({ x: [left, right], y: [low, high], count }) => {
    const opacity = LEAST_OPACITY + (1 - LEAST_OPACITY) * (most === 1 ? 1 : Math.log(count) / Math.log(most));
    const size = `width="${rounded(xOf(right) - xOf(left))}" height="${rounded(yOf(low) - yOf(high))}"`;
    const fill = `fill="${COLOURS[0]}" fill-opacity="${opacity.toFixed(3)}"`;
    return `<rect x="${rounded(xOf(left))}" y="${rounded(yOf(high))}" ${size} ${fill}><title>${count}</title></rect>`;
  });
  return [...rects, text(WIDTH - MARGIN.right, 24, told, 'text-anchor="end"')];
}

function xAxis({ title, ticks }: Axis): string[] {
  const bottom = yOf(0);
  const labels = ticks.map(({ at, label }) => {
    const x = rounded(xOf(at));
    return `<path class="axis" d="M${x} ${bottom}v5"/>${text(xOf(at), bottom + 19, label, 'text-anchor="middle"')}`;
  });
  const line = `<path class="axis" d="M${MARGIN.left} ${bottom}h${INNER_WIDTH}"/>`;
  return [line, ...labels, text(MARGIN.left + INNER_WIDTH / 2, HEIGHT - 14, title, 'text-anchor="middle"')];
}

function yAxis({ title, ticks }: Axis): string[] {
  const labels = ticks.map(({ at, label }) => {
    const y = rounded(yOf(at));
    return `<path class="grid" d="M${MARGIN.left} ${y}h${INNER_WIDTH}"/>${text(MARGIN.left - 8, yOf(at) + 4, label, 'text-anchor="end"')}`;
  });
  const middle = MARGIN.top + INNER_HEIGHT / 2;
  return [...labels, text(18, middle, title, `text-anchor="middle" transform="rotate(-90 18 ${middle})"`)];
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${rounded(x)}" y="${rounded(y)}" ${attributes}>${escaped(content)}</text>`;
}

function pointAt(x: number, y: number): string {
  return `${rounded(xOf(x))} ${rounded(yOf(y))}`;
}

function xOf(share: number): number {
  return MARGIN.left + share * INNER_WIDTH;
}

function yOf(share: number): number {
  return MARGIN.top + (1 - share) * INNER_HEIGHT;
}

function rounded(value: number): string {
  return String(Math.round(value * 100) / 100);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Names come from files and their content: characters that XML forbids are escaped, too. */
function escaped(content: string): string {
  return printable(content).replaceAll(/[&<>"\ufffe\uffff]/g, (one) => ENTITIES[one] ?? '');
}
