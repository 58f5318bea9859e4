/*
 * Text to UTF-8. Each returns the end of what it wrote to `to`, which has room for three bytes for each of the source, and 16 more.
 * Runs of ASCII go a vector at a time; where a vector has other characters it goes one by one, so that mixed text pays little.
 */
const REPLACEMENT: u32 = 0xfffd;

export function latin1ToUtf8(from: usize, end: usize, to: usize): usize {
  while (from < end) {
    // Bounds: sixteen bytes are loaded only where sixteen are left.
    if (end - from >= 16) {
      const bytes = v128.load(from);
      if (i8x16.bitmask(bytes) == 0) {
        v128.store(to, bytes);
        from += 16;
        to += 16;
        continue;
      }
    }
    const stop = from + min<usize>(16, end - from);
    for (; from < stop; from++) to = putCharacter(to, <u32>load<u8>(from));
  }
  return to;
}

/** Half a surrogate pair becomes U+FFFD; an odd byte at the end is left out. */
export function utf16ToUtf8(from: usize, limit: usize, to: usize, isBig: bool): usize {
  const end = from + ((limit - from) & ~1);
  // Bits of a unit, as it is loaded, that ASCII has not.
  const beyond = i16x8.splat(isBig ? <i16>0x80ff : <i16>0xff80);
  const shift = isBig ? 8 : 0;
  while (from < end) {
    // Bounds: sixteen bytes are loaded only where sixteen are left.
    if (end - from >= 16) {
      const units = v128.load(from);
      if (!v128.any_true(v128.and(units, beyond))) {
        const characters = i16x8.shr_u(units, shift);
        store<u64>(to, i64x2.extract_lane(i8x16.narrow_i16x8_u(characters, characters), 0));
        from += 16;
        to += 8;
        continue;
      }
    }
    const stop = from + min<usize>(16, end - from);
    while (from < stop) {
      let character = unitAt(from, isBig);
      from += 2;
      if ((character & 0xf800) == 0xd800) {
        const low = from < end ? unitAt(from, isBig) : 0;
        if (character < 0xdc00 && (low & 0xfc00) == 0xdc00) {
          character = 0x10000 + ((character & 0x3ff) << 10) + (low & 0x3ff);
          from += 2;
        } else character = REPLACEMENT;
      }
      to = putCharacter(to, character);
    }
  }
  return to;
}

function unitAt(at: usize, isBig: bool): u32 {
  const unit = load<u16>(at);
  return <u32>(isBig ? bswap<u16>(unit) : unit);
}

/** Each longest part that could have begun a character but does not go on becomes one U+FFFD, as in the Encoding standard. */
export function validUtf8(from: usize, end: usize, to: usize): usize {
  while (from < end) {
    // Bounds: sixteen bytes are loaded only where sixteen are left.
    if (end - from >= 16) {
      const bytes = v128.load(from);
      if (i8x16.bitmask(bytes) == 0) {
        v128.store(to, bytes);
        from += 16;
        to += 16;
        continue;
      }
    }
    const stop = from + min<usize>(16, end - from);
    while (from < stop) {
      const lead = <u32>load<u8>(from++);
      if (lead < 0x80) {
        store<u8>(to++, lead);
        continue;
      }
      const more = lead < 0xc2 || lead > 0xf4 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
      // The second byte has a narrower range after E0 and F0 (longer than needed), ED (surrogates) and F4 (above U+10FFFF).
      let least: u32 = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
      let most: u32 = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
      let character = lead & (0x3f >> more);
      let left = more;
      for (; left > 0 && from < end; left--) {
        const next = <u32>load<u8>(from);
        if (next < least || next > most) break;
        character = (character << 6) | (next & 0x3f);
        least = 0x80;
        most = 0xbf;
        from++;
      }
      to = putCharacter(to, more == 0 || left > 0 ? REPLACEMENT : character);
    }
  }
  return to;
}

function putCharacter(to: usize, character: u32): usize {
  if (character < 0x80) {
    store<u8>(to, character);
    return to + 1;
  }
  if (character < 0x800) {
    store<u8>(to, 0xc0 | (character >> 6));
    store<u8>(to, 0x80 | (character & 0x3f), 1);
    return to + 2;
  }
  if (character < 0x10000) {
    store<u8>(to, 0xe0 | (character >> 12));
    store<u8>(to, 0x80 | ((character >> 6) & 0x3f), 1);
    store<u8>(to, 0x80 | (character & 0x3f), 2);
    return to + 3;
  }
  store<u8>(to, 0xf0 | (character >> 18));
  store<u8>(to, 0x80 | ((character >> 12) & 0x3f), 1);
  store<u8>(to, 0x80 | ((character >> 6) & 0x3f), 2);
  store<u8>(to, 0x80 | (character & 0x3f), 3);
  return to + 4;
}
