/* W1b in C: one loop over records of 64 bytes. */
#include "baseline.h"

static inline __attribute__((always_inline)) size_t decode(const Call *call, size_t ahead) {
  uint8_t *restrict kind = call->columns[0];
  uint8_t *restrict flags = call->columns[1];
  uint16_t *restrict port = call->columns[2];
  uint32_t *restrict sequence = call->columns[3];
  uint64_t *restrict stamp = call->columns[4];
  uint64_t *restrict level = call->columns[5];
  double *restrict id = call->columns[6];
  uint32_t *restrict part = call->columns[7];
  uint32_t *restrict errors = call->columns[8];
  uint8_t *restrict mode = call->columns[9];
  uint32_t *restrict rate = call->columns[10];
  uint64_t *restrict total = call->columns[11];
  size_t rows = call->byteCount / 64;
  for (size_t row = 0; row < rows; row++) {
    const uint8_t *record = call->bytes + row * 64;
    if (ahead) __builtin_prefetch(record + ahead);
    uint64_t ids = load8(record + 24);
    uint32_t modes = load4(record + 36);
    kind[row] = record[0];
    flags[row] = record[1];
    port[row] = load2(record + 2);
    sequence[row] = load4(record + 4);
    stamp[row] = load8(record + 8);
    level[row] = load8(record + 16);
    id[row] = (double)(ids & 0xffffffffffu);
    part[row] = (uint32_t)(ids >> 40);
    errors[row] = load4(record + 32);
    mode[row] = modes & 15;
    rate[row] = modes >> 4;
    total[row] = load8(record + 56);
  }
  return rows;
}

static size_t plain(const Call *call) { return decode(call, 0); }
static size_t prefetching(const Call *call) { return decode(call, PREFETCH_BYTES); }

BASELINE(decodeW1b, plain)
BASELINE(decodeW1bPrefetch, prefetching)
