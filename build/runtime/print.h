// Standard output, gathered, and standard error, at once. No stdio: it would be the larger part of
// a small module.

#ifndef ORI_PRINT_H
#define ORI_PRINT_H

#include "object.h"
#include "str.h"

/// The provider of `Print` in force; NULL is standard output.
extern ori_object *ori_print_provider;
/// What is printed goes to standard error from now on.
extern bool ori_print_to_error;
extern uint32_t ori_out_used;

void ori_print_out(const ori_str *s);
void ori_print_line(const ori_str *s);
/// The text alone, to standard error.
void ori_print_error(const ori_str *s);

void ori_error_bytes(const uint8_t *bytes, size_t n);
void ori_flush(void);

#endif
