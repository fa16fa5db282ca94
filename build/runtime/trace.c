// Who called whom, at panic time only: natively by the unwinder's tables, on wasm by the host. And
// native stack overflow, which arrives as a fault near the stack pointer.

#include "panic.h"
#include "print.h"

#ifdef __wasm__

uint32_t ori_depth;

void ori_trace_names(const ori_function *table, uint32_t count) { (void)table, (void)count; }

uint32_t ori_trace(const char **names, uint32_t max) { return (void)names, (void)max, 0; }

void ori_watch_stack(void) {}

#else

#include <signal.h>
#include <ucontext.h>
#include <unwind.h>

static const ori_function *functions;
static uint32_t function_count;

void ori_trace_names(const ori_function *table, uint32_t count) {
  functions = table;
  function_count = count;
}

typedef struct {
  const char **names;
  uint32_t count, max;
} trace;

/// The function of a frame, or NULL if it is none of the program's.
static const ori_function *function_of(struct _Unwind_Context *frame) {
  uintptr_t start = (uintptr_t)_Unwind_GetRegionStart(frame);
  for (uint32_t i = 0; i < function_count && start != 0; i++)
    if ((uintptr_t)functions[i].code == start) return &functions[i];
  return NULL;
}

static _Unwind_Reason_Code visit(struct _Unwind_Context *frame, void *argument) {
  trace *to = argument;
  const ori_function *function = function_of(frame);
  if (function != NULL) to->names[to->count++] = function->name;
  return to->count < to->max ? _URC_NO_REASON : _URC_END_OF_STACK;
}

uint32_t ori_trace(const char **names, uint32_t max) {
  trace to = { names, 0, max };
  if (max != 0 && function_count != 0) _Unwind_Backtrace(visit, &to);
  return to.count;
}

// ---------------------------------------------------------------- stack overflow

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

#if defined(SANITIZED) || !(defined(__x86_64__) || defined(__aarch64__))

void ori_watch_stack(void) {}

#else

/// Stops at the innermost function that may call itself: it is what went too deep.
static _Unwind_Reason_Code find_entry(struct _Unwind_Context *frame, void *argument) {
  const ori_site **found = argument;
  const ori_function *function = function_of(frame);
  if (function == NULL || function->entry == NULL) return _URC_NO_REASON;
  *found = *function->entry;
  return _URC_END_OF_STACK;
}

static const ori_site *deepest_entry(void) {
  const ori_site *found = NULL;
  if (function_count != 0) _Unwind_Backtrace(find_entry, &found);
  return found;
}

// No frame of ours is larger, so a fault of the stack lies this near to its pointer.
#define NEAR ((uintptr_t)256 * 1024)

static uintptr_t stack_pointer(const ucontext_t *context) {
#ifdef __x86_64__
  return (uintptr_t)context->uc_mcontext.gregs[REG_RSP];
#else
  return (uintptr_t)context->uc_mcontext.sp;
#endif
}

static void on_fault(int code, siginfo_t *info, void *context) {
  uintptr_t address = (uintptr_t)info->si_addr, pointer = stack_pointer(context);
  signal(code, SIG_DFL);
  // Any other fault happens again, and then ends the process as it would have.
  if (address + NEAR > pointer && address < pointer + NEAR) {
    ori_stack_overflow(deepest_entry());
  }
}

void ori_watch_stack(void) {
  static char stack[128 * 1024];
  stack_t alternate = { .ss_sp = stack, .ss_size = sizeof stack };
  struct sigaction action = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK };
  if (sigaltstack(&alternate, NULL) != 0) return;
  sigaction(SIGSEGV, &action, NULL);
  sigaction(SIGBUS, &action, NULL);
}

#endif
#endif
