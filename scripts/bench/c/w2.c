/*
 * W2 in C: one pass that frames the messages and routes each to the columns of its type. Every type's first two columns are the message's
 * place in the whole stream and its Size; what follows is in the order of w2-messages.mjs.
 */
#include "baseline.h"

enum { TYPES = 8, HEADER_BYTES = 8, CHUNK_BYTES = 24 };

/* Where the columns of each type begin, and the least bytes of its message. */
static const int FIRST[TYPES + 1] = {0, 0, 3, 8, 15, 21, 28, 32, 38};
static const uint32_t LEAST[TYPES + 1] = {0, 12, 24, 24, 24, CHUNK_BYTES, 16, 32, 40};

#define COLUMN(type, index) ((type *)columns[(index)])[row]

static inline __attribute__((always_inline)) void take(const uint8_t *m, void *const *columns, uint32_t type, size_t row,
                                                       uint32_t at) {
  switch (type) {
    case 1:
      COLUMN(uint32_t, 2) = load4(m + 8);
      break;
    case 2:
      COLUMN(uint32_t, 2) = load4(m + 8);
      COLUMN(uint32_t, 3) = load4(m + 12);
      COLUMN(uint64_t, 4) = load8(m + 16);
      break;
    case 3: {
      uint64_t id = load8(m + 8);
      COLUMN(double, 2) = (double)(id & 0xffffffffffu);
      COLUMN(uint32_t, 3) = (uint32_t)(id >> 40);
      COLUMN(uint16_t, 4) = load2(m + 16);
      COLUMN(uint16_t, 5) = load2(m + 18);
      COLUMN(uint32_t, 6) = load4(m + 20);
      break;
    }
    case 4:
      COLUMN(uint64_t, 2) = load8(m + 8);
      COLUMN(uint32_t, 3) = load4(m + 16);
      COLUMN(uint16_t, 4) = load2(m + 20);
      COLUMN(uint16_t, 5) = load2(m + 22);
      break;
    case 5:
      COLUMN(uint32_t, 2) = load4(m + 8);
      COLUMN(uint32_t, 3) = load4(m + 12);
      COLUMN(uint32_t, 4) = load4(m + 16);
      COLUMN(uint32_t, 5) = load4(m + 20);
      COLUMN(uint32_t, 6) = at + CHUNK_BYTES;
      break;
    case 6:
      COLUMN(uint32_t, 2) = load4(m + 8);
      COLUMN(uint32_t, 3) = load4(m + 12);
      break;
    case 7:
      COLUMN(uint32_t, 2) = load4(m + 8);
      COLUMN(uint32_t, 3) = load4(m + 12);
      COLUMN(uint64_t, 4) = load8(m + 16);
      COLUMN(uint32_t, 5) = load4(m + 24);
      break;
    default:
      COLUMN(uint64_t, 2) = load8(m + 8);
      COLUMN(uint32_t, 3) = load4(m + 16);
      COLUMN(uint32_t, 4) = load4(m + 20);
      COLUMN(uint64_t, 5) = load8(m + 24);
      COLUMN(uint8_t, 6) = m[32];
      COLUMN(uint32_t, 7) = load4(m + 36);
  }
}

static inline __attribute__((always_inline)) size_t decode(const Call *call, size_t ahead) {
  size_t rows[TYPES + 1] = {0};
  size_t all = 0;
  for (size_t at = 0; call->byteCount - at >= HEADER_BYTES; all++) {
    const uint8_t *message = call->bytes + at;
    if (ahead) __builtin_prefetch(message + ahead);
    uint32_t type = load4(message);
    uint32_t size = load4(message + 4);
    if (type - 1 >= TYPES || size < LEAST[type] || size > call->byteCount - at) break;
    if (type == 5 && load4(message + 20) != size - CHUNK_BYTES) break;
    size_t row = rows[type]++;
    void *const *columns = call->columns + FIRST[type];
    COLUMN(uint32_t, 0) = (uint32_t)all;
    COLUMN(uint32_t, 1) = size;
    take(message, columns, type, row, (uint32_t)at);
    at += size;
  }
  return all;
}

static size_t plain(const Call *call) { return decode(call, 0); }
static size_t prefetching(const Call *call) { return decode(call, PREFETCH_BYTES); }

BASELINE(decodeW2, plain)
BASELINE(decodeW2Prefetch, prefetching)
