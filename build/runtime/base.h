// What every header of the runtime builds on: the C library's types, and attributes with a meaning.
//
// V8 replaces no wasm function while it runs, so a loop must stand in a function that is called
// often to reach optimised code: ORI_LOOP keeps library loops apart there, and lets the compiler
// decide natively.

#ifndef ORI_BASE_H
#define ORI_BASE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ORI_LIKELY(x) __builtin_expect(!!(x), 1)
#define ORI_UNLIKELY(x) __builtin_expect(!!(x), 0)
#define ORI_UNREACHABLE() __builtin_unreachable()

#define ORI_INLINE static inline __attribute__((always_inline, unused))
#define ORI_COLD __attribute__((cold, noinline))
#define ORI_UNUSED __attribute__((unused))

#ifdef __wasm__
#define ORI_LOOP __attribute__((noinline))
#else
#define ORI_LOOP
#endif

// Lengths and capacities are 32 bits; a text or list beyond this many bytes is out of memory on
// every target.
#define ORI_MAX_BYTES ((size_t)0x3ffffff0)

#endif
