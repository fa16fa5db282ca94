// Panics: where they happen, how they end the process, and how `catch` stops them.
//
// There is no setjmp: under a `catch` a panic sets `ori_panicking` and returns, and emitted
// functions test and leave, dropping what they hold. Each primitive that can fail therefore has two
// forms (see ORI_PANICS): one that tells its caller, and one for callers outside of any `catch`,
// where failing never comes back.

#ifndef ORI_PANIC_H
#define ORI_PANIC_H

#include "base.h"
#include "cell.h"

typedef struct ori_str ori_str;

/// Where something can fail, as users see it.
typedef struct {
  const char *function, *file;
  uint32_t line, column;
} ori_site;

typedef struct {
  void (*code)(void);
  const char *name;
  /// Where a function that may run out of stack is said to be; of the others NULL.
  const ori_site *const *entry;
} ori_function;

extern bool ori_panicking;
/// Where the panic came from that the last `catch` ended.
extern const ori_site *ori_panic_site;
extern void (*ori_panic_hook)(ori_str *message, const ori_site *site);

/// Panics with a message that stays the caller's.
ORI_COLD void ori_panic(ori_str *message, const ori_site *site);
/// The same with a text of C, for the primitives.
ORI_COLD void ori_raise(const char *message, const ori_site *site);
/// `index out of bounds: index N, length M`.
ORI_COLD void ori_raise_index(int64_t index, int64_t length, const ori_site *site);
/// Ends the process with a message and no more: for what cannot be caught.
_Noreturn ORI_COLD void ori_die(const char *message);
_Noreturn ORI_COLD void ori_stack_overflow(const ori_site *site);

// In the form for callers without unwinding nothing is left to do after failing. A call that never
// returns says more than unreachable code: loops with checks run 2.6 times faster on wasm with it.
_Noreturn ORI_COLD void ori_not_unwinding(void);
#define ORI_FAILED() ori_not_unwinding()

void ori_catch_enter(void);
/// False if a panic ended what was caught; the message is owned, "" otherwise.
bool ori_catch_leave(ori_str **message);

/// What a destructor must not see while a panic unwinds.
typedef struct {
  bool panicking;
  uint32_t floor;
  ori_str *message;
  const ori_site *site;
} ori_pause;

ori_pause ori_pause_panic(void);
void ori_resume_panic(ori_pause pause);

/// While a panic unwinds, what runs for it may catch its own panics only; the floor before.
int64_t ori_panic_hold(void);
void ori_panic_unhold(int64_t before);

void ori_trace_names(const ori_function *table, uint32_t count);
/// Names of the Ori functions on the stack, innermost first; their number.
uint32_t ori_trace(const char **names, uint32_t max);
/// Makes native stack overflow a panic message.
void ori_watch_stack(void);

// On wasm the engine's stack ends somewhere unknown, so call cycles count their depth.
#ifdef __wasm__
#ifndef ORI_MAX_DEPTH
#define ORI_MAX_DEPTH 4000
#endif
extern uint32_t ori_depth;
#define ORI_ENTER(SITE) \
  do { \
    if (ORI_UNLIKELY(++ori_depth > ORI_MAX_DEPTH)) ori_stack_overflow(SITE); \
  } while (0)
#define ORI_LEAVE() ((void)--ori_depth)
#define ORI_ENTRY(NAME, SITE) _Static_assert(1, "")
#else
#define ORI_ENTER(SITE) ((void)0)
#define ORI_LEAVE() ((void)0)
/// For the table of functions: natively there is no counter, and a fault tells only who ran.
#define ORI_ENTRY(NAME, SITE) \
  extern const ori_site *const NAME; \
  const ori_site *const NAME = SITE
#endif

#endif
