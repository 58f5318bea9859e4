const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** 10000 -> `10,000`. */
export function countText(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: 1 });
}

/** 707345 -> `707.3 kB`. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`;
}

/** 1 -> `1 row`, 2 -> `2 rows`. */
export function counted(count: number, what: string): string {
  return `${countText(count)} ${what}${count === 1 ? '' : 's'}`;
}
