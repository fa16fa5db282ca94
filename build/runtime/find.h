// Searching bytes in bytes, in linear time whatever the input.

#ifndef ORI_FIND_H
#define ORI_FIND_H

#include "base.h"

/// The first place of `part` at or after `from`, or −1.
int64_t ori_find(const uint8_t *in, size_t n, const uint8_t *part, size_t m, int64_t from);
int64_t ori_find_last(const uint8_t *in, size_t n, const uint8_t *part, size_t m);

#endif
