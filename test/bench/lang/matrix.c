// Multiplies matrices: rows of doubles behind pointers.
#include "plain.h"

static double **make(int size, int seed) {
  double **rows = malloc((size_t)size * sizeof *rows);
  for (int i = 0; i < size; i++) {
    rows[i] = malloc((size_t)size * sizeof **rows);
    for (int j = 0; j < size; j++) rows[i][j] = (i * 7 + j * 13 + seed) % 10;
  }
  return rows;
}

static double **multiply(double **a, double **b, int size) {
  double **rows = malloc((size_t)size * sizeof *rows);
  for (int i = 0; i < size; i++) {
    rows[i] = malloc((size_t)size * sizeof **rows);
    for (int j = 0; j < size; j++) {
      double sum = 0.0;
      for (int k = 0; k < size; k++) sum += a[i][k] * b[k][j];
      rows[i][j] = sum;
    }
  }
  return rows;
}

static void release(double **rows, int size) {
  for (int i = 0; i < size; i++) free(rows[i]);
  free(rows);
}

int main(void) {
  int size = 320;
  double **a = make(size, 1), **b = make(size, 2);
  for (int times = 0; times < 5; times++) {
    double **product = multiply(a, b, size);
    release(a, size);
    a = b;
    b = product;
    for (int i = 0; i < size; i++)
      for (int j = 0; j < size; j++) b[i][j] -= floor(b[i][j] / 1000.0) * 1000.0;
  }
  int64_t sum = 0;
  for (int i = 0; i < size; i++)
    for (int j = 0; j < size; j++) sum = (sum * 3 + (int64_t)b[i][j]) % 1000003;
  printf("%lld\n", (long long)sum);
  release(a, size);
  release(b, size);
}
