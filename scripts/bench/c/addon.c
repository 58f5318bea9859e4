/* The addon: its exports, a clock of the calling thread's CPU time, and memcpy. */
#include "baseline.h"
#include <time.h>

static void *dataOf(napi_env env, napi_value array, size_t *length) {
  void *data = NULL;
  size_t count = 0;
  if (napi_get_typedarray_info(env, array, NULL, &count, &data, NULL, NULL) != napi_ok) return NULL;
  if (length != NULL) *length = count;
  return data;
}

Call callOf(napi_env env, napi_callback_info info) {
  napi_value arguments[MAX_COLUMNS + 1];
  size_t count = MAX_COLUMNS + 1;
  Call call = {0};
  napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
  call.bytes = dataOf(env, arguments[0], &call.byteCount);
  for (size_t i = 1; i < count && i <= MAX_COLUMNS; i++) call.columns[i - 1] = dataOf(env, arguments[i], NULL);
  return call;
}

napi_value numberOf(napi_env env, double value) {
  napi_value number;
  napi_create_double(env, value, &number);
  return number;
}

/* CPU time of this thread in nanoseconds: what other processes and helper threads do is not in it. */
static napi_value threadNanoseconds(napi_env env, napi_callback_info info) {
  (void)info;
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return numberOf(env, (double)time.tv_sec * 1e9 + (double)time.tv_nsec);
}

static size_t copyAll(const Call *call) {
  memcpy(call->columns[0], call->bytes, call->byteCount);
  return call->byteCount;
}
static BASELINE(copy, copyAll)

NAPI_MODULE_INIT() {
  const struct {
    const char *name;
    napi_callback function;
  } functions[] = {
      {"threadNanoseconds", threadNanoseconds},
      {"copy", copy},
      {"decodeW1", decodeW1},
      {"decodeW1Prefetch", decodeW1Prefetch},
      {"decodeW1b", decodeW1b},
      {"decodeW1bPrefetch", decodeW1bPrefetch},
      {"decodeW2", decodeW2},
      {"decodeW2Prefetch", decodeW2Prefetch},
      {"encodeW4", encodeW4},
      {"encodeW4Wide", encodeW4Wide},
  };
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    napi_value function;
    napi_create_function(env, functions[i].name, NAPI_AUTO_LENGTH, functions[i].function, NULL, &function);
    napi_set_named_property(env, exports, functions[i].name, function);
  }
  return exports;
}
