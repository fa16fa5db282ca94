// Hashing with the process's seed, so that foreign keys cannot be chosen to collide.

#ifndef ORI_HASH_H
#define ORI_HASH_H

#include "base.h"

/// SipHash-1-3 of bytes.
uint64_t ori_hash(const uint8_t *bytes, size_t n);
int64_t ori_int_hash(int64_t a);
int64_t ori_hash_seed(void);

#endif
