// Crossing to C and JavaScript: texts and bytes are copied, integers checked, and results of a
// module's exports kept until the host has read them.

#ifndef ORI_FOREIGN_H
#define ORI_FOREIGN_H

#include "handle.h"
#include "list.h"
#include "print.h"
#include "str.h"

// ---------------------------------------------------------------- C

/// Before a foreign function runs: it may print, or wait for long.
ORI_INLINE void ori_foreign_begin(void) {
  if (ORI_UNLIKELY(ori_out_used != 0)) ori_flush();
}

/// A copy with an ending NUL, for `free`; a NUL inside panics.
bool ori_foreign_text_u(const ori_str *s, const ori_site *site, char **result);
ORI_INLINE char *ori_foreign_text(const ori_str *s, const ori_site *site) {
  char *result;
  if (ORI_UNLIKELY(ori_foreign_text_u(s, site, &result))) ORI_FAILED();
  return result;
}

ori_str *ori_foreign_str(const char *text);
ori_str *ori_foreign_str_owned(char *text);
ori_list *ori_foreign_bytes(const uint8_t *bytes, size_t n);

ORI_INLINE bool ori_foreign_narrow_u(int64_t v, int64_t min, int64_t max, const ori_site *site,
                                     int64_t *result) {
  *result = v;
  if (ORI_LIKELY(v >= min && v <= max)) return false;
  ORI_FAIL("conversion out of range");
}
ORI_INLINE int64_t ori_foreign_narrow(int64_t v, int64_t min, int64_t max, const ori_site *site) {
  int64_t result;
  if (ORI_UNLIKELY(ori_foreign_narrow_u(v, min, max, site, &result))) ORI_FAILED();
  return result;
}

/// Consumes; a unique list, whose bytes C may write up to its length, and whose `len` it may lower.
ORI_INLINE ori_list *ori_foreign_mut(ori_list *l) { return ori_bytes_owned(l); }

// ---------------------------------------------------------------- JavaScript

#ifdef __wasm__

/// Results of imports: what the host holds ready.
ori_str *ori_foreign_take_str(int32_t n);
ori_list *ori_foreign_take_bytes(int32_t n);
int64_t ori_foreign_take_int(void);
double ori_foreign_take_float(void);

/// Parameters of exports, in memory that the host asked for and that ends here.
ori_str *ori_foreign_arg_str(uint8_t *bytes, uint32_t n);
ori_list *ori_foreign_arg_bytes(uint8_t *bytes, uint32_t n);

/// Results of exports: consumed, and kept until the next one; the length.
int32_t ori_foreign_return_str(ori_str *s);
int32_t ori_foreign_return_bytes(ori_list *l);

#endif

#endif
