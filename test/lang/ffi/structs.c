// Structs by pointer: C has a copy, of which Ori sees nothing again.

#include <stdbool.h>
#include <stdint.h>

struct inner {
  uint8_t b;
  double f;
};

struct outer {
  bool flag;
  struct inner inner;
  int64_t n;
  uint32_t letter;
  void *p;
};

int64_t ori_test_outer(struct outer *o, int64_t times);
int64_t ori_test_aligned(const int64_t *n);

int64_t ori_test_outer(struct outer *o, int64_t times) {
  int64_t sum = o->inner.b + (int64_t)o->inner.f + o->n + o->letter + (o->p == 0);
  o->n = -1;
  return o->flag ? sum * times : 0;
}

int64_t ori_test_aligned(const int64_t *n) { return (uintptr_t)n % 64 == 0 ? *n : -1; }
