/** Address of the first NUL unit of `unit` bytes (1 or 2) in [at, end), or `end` rounded down to whole units. */
export function findNul(at: usize, end: usize, unit: usize): usize {
  const stop = at + ((end - at) / unit) * unit;
  let p = at;
  // Bounds: sixteen bytes are loaded only where sixteen are left.
  if (unit == 1) {
    while (stop - p >= 16 && !v128.any_true(i8x16.eq(v128.load(p), i8x16.splat(0)))) p += 16;
    while (p < stop && load<u8>(p) != 0) p++;
    return p;
  }
  while (stop - p >= 16 && !v128.any_true(i16x8.eq(v128.load(p), i16x8.splat(0)))) p += 16;
  while (p < stop && load<u16>(p) != 0) p += 2;
  return p;
}
