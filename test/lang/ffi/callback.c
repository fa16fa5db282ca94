// C that calls what it is given.

#include <stdbool.h>
#include <stdint.h>

int64_t ori_test_twice(int64_t (*f)(int64_t), int64_t x);
double ori_test_mixed(double (*f)(double, int64_t, bool), double x);
void ori_test_each(void (*f)(int), int count);
int ori_test_narrow(int (*f)(int, float), int x);
int64_t ori_test_through(int64_t (*f)(void *), void *p);

int64_t ori_test_twice(int64_t (*f)(int64_t), int64_t x) { return f(x) + f(x + 1); }

double ori_test_mixed(double (*f)(double, int64_t, bool), double x) { return f(x, 7, true); }

void ori_test_each(void (*f)(int), int count) {
  for (int i = 0; i < count; i++) f(i);
}

int ori_test_narrow(int (*f)(int, float), int x) { return f(x, 0.5f); }

int64_t ori_test_through(int64_t (*f)(void *), void *p) { return f(p); }
