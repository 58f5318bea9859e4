/** A row as text: ratio first, because it says something on other machines too. */

/** @typedef {import('./results.mjs').Result} Result */

/** What heads the values: times are those of this machine, bytes are not. */
export function valueHeading(/** @type {string} */ unit, /** @type {string} */ where) {
  return unit === 'bytes' ? unit : `${unit}, ${where}`;
}

/** Ratio, its quartiles, goal, value, its quartiles, the base's value. */
export function cellsOf(/** @type {Result} */ result) {
  const { none, value, baseValue, ratio } = result;
  if (none !== undefined || value === undefined) return ['-', '', goalCell(result), '', '', ''];
  return [
    ratio === undefined ? '' : ratioText(ratio.median),
    ratio === undefined ? '' : range(ratio, ratioText),
    goalCell(result),
    numberText(value.median),
    range(value, numberText),
    baseValue === undefined ? '' : numberText(baseValue.median),
  ];
}

function goalCell(/** @type {Result} */ { none, goal, isMet }) {
  const want = goalText(goal);
  if (none !== undefined) return [want, none].filter(Boolean).join(': ');
  const verdict = isMet === undefined ? '' : isMet ? ' met' : ' MISSED';
  return want + verdict;
}

export function goalText(/** @type {Result['goal']} */ { value, ratio }) {
  const parts = [
    ratio === undefined ? '' : `<= ${ratioText(ratio)}`,
    value === undefined ? '' : `<= ${value} absolute`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** What is compared with the goal: the ratio where there is one. */
export function measuredText(/** @type {Result} */ { ratio, value }) {
  if (ratio !== undefined) return ratioText(ratio.median);
  return value === undefined ? '-' : numberText(value.median);
}

function range(
  /** @type {import('./statistics.mjs').Spread} */ { low, high },
  /** @type {(value: number) => string} */ text,
) {
  return low === high ? '' : `${text(low)}-${text(high)}`;
}

function numberText(/** @type {number} */ value) {
  return value >= 1000 ? Math.round(value).toString() : value.toFixed(1);
}

function ratioText(/** @type {number} */ value) {
  return value.toFixed(value < 0.1 ? 3 : 2);
}
