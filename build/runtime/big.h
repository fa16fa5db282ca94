// Natural numbers of fixed room, for exact conversion between binary and decimal: 4096 bits hold
// any float's ratio and all decimal digits that can matter to one.

#ifndef ORI_BIG_H
#define ORI_BIG_H

#include "base.h"

#define ORI_BIG_WORDS 128

/// Words from the lowest; the highest is not 0.
typedef struct {
  uint32_t count;
  uint32_t words[ORI_BIG_WORDS];
} ori_big;

void ori_big_set(ori_big *a, uint64_t value);
/// a = a · by + plus
void ori_big_scale(ori_big *a, uint32_t by, uint32_t plus);
void ori_big_scale_ten(ori_big *a, uint32_t power);
void ori_big_shift(ori_big *a, uint32_t bits);
uint32_t ori_big_bits(const ori_big *a);
/// −1, 0 or 1 for a + b against c.
int ori_big_compare_sum(const ori_big *a, const ori_big *b, const ori_big *c);
int ori_big_compare(const ori_big *a, const ori_big *b);
/// Bits to shift a divisor by so that `ori_big_digit` may use it.
uint32_t ori_big_normal(const ori_big *divisor);
/// a / b for a quotient below 10; a becomes the remainder. b is normal.
uint32_t ori_big_digit(ori_big *a, const ori_big *b);

#endif
