/* W1 in C: one loop over the records that writes every column. */
#include "baseline.h"

static inline __attribute__((always_inline)) size_t decode(const Call *call, size_t ahead) {
  uint32_t *restrict type = call->columns[0];
  double *restrict frame = call->columns[1];
  uint32_t *restrict part = call->columns[2];
  uint32_t *restrict time = call->columns[3];
  uint32_t *restrict rate = call->columns[4];
  uint32_t *restrict size = call->columns[5];
  uint32_t *restrict payload = call->columns[6];
  size_t rows = 0;
  for (size_t at = 0; call->byteCount - at >= 28; rows++) {
    const uint8_t *record = call->bytes + at;
    if (ahead) {
      __builtin_prefetch(record + ahead);
      __builtin_prefetch(record + ahead + 64);
    }
    uint64_t id = load8(record + 8);
    uint32_t bytes = load4(record + 24);
    if (bytes > call->byteCount - at - 28) break;
    type[rows] = load4(record);
    frame[rows] = (double)(id & 0xffffffffffu);
    part[rows] = (uint32_t)(id >> 40);
    time[rows] = load4(record + 16);
    rate[rows] = load4(record + 20);
    size[rows] = bytes;
    payload[rows] = (uint32_t)at + 28;
    at += 28 + (size_t)bytes;
  }
  return rows;
}

static size_t plain(const Call *call) { return decode(call, 0); }
static size_t prefetching(const Call *call) { return decode(call, PREFETCH_BYTES); }

BASELINE(decodeW1, plain)
BASELINE(decodeW1Prefetch, prefetching)
