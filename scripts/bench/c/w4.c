/* W4 in C: W1's columns and payload to the stream. Arguments: target, the columns of W1, payload data, payload offsets, a Uint32Array(1): rows. */
#include "baseline.h"

/* How far a payload copy may write past its end; the target and the data have as much room after them. */
enum { SLACK_BYTES = 16 };

static inline void copyWide(uint8_t *to, const uint8_t *from, uint32_t bytes) {
  for (uint32_t at = 0; at < bytes; at += SLACK_BYTES) memcpy(to + at, from + at, SLACK_BYTES);
}

static inline __attribute__((always_inline)) size_t encode(const Call *call, int isWide) {
  const uint32_t *restrict type = call->columns[0];
  const double *restrict frame = call->columns[1];
  const uint32_t *restrict part = call->columns[2];
  const uint32_t *restrict time = call->columns[3];
  const uint32_t *restrict rate = call->columns[4];
  const uint32_t *restrict size = call->columns[5];
  const uint8_t *restrict data = call->columns[6];
  const uint32_t *restrict payload = call->columns[7];
  size_t rows = *(const uint32_t *)call->columns[8];
  size_t at = 0;
  for (size_t row = 0; row < rows; row++) {
    uint8_t *record = call->bytes + at;
    uint32_t bytes = size[row];
    if (call->byteCount - at < 28 + (size_t)bytes + SLACK_BYTES) break;
    store4(record, type[row]);
    store4(record + 4, 0);
    store8(record + 8, (uint64_t)frame[row] | (uint64_t)part[row] << 40);
    store4(record + 16, time[row]);
    store4(record + 20, rate[row]);
    store4(record + 24, bytes);
    if (isWide) {
      __builtin_prefetch(data + payload[row] + PREFETCH_BYTES);
      copyWide(record + 28, data + payload[row], bytes);
    } else {
      memcpy(record + 28, data + payload[row], bytes);
    }
    at += 28 + (size_t)bytes;
  }
  return at;
}

static size_t plain(const Call *call) { return encode(call, 0); }
static size_t wide(const Call *call) { return encode(call, 1); }

BASELINE(encodeW4, plain)
BASELINE(encodeW4Wide, wide)
