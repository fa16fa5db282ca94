// Counting, the allocator, and destruction: chains of a million, and the exact order where it can
// be seen.

#include <stdlib.h>

#include "check.h"

typedef struct {
  ori_cell cell;
  ori_cell *left, *right;
} node;

static void destroy_node(void *cell);
ORI_REAPER(node_reaper, destroy_node);

static void drop_node(ori_cell *cell) {
  if (cell != NULL && ori_last(cell)) ori_bury(cell, &node_reaper);
}

static void destroy_node(void *cell) {
  node *n = cell;
  CHECK(ori_tag(cell) == 5);
  drop_node(n->right);
  drop_node(n->left);
  ori_free(n, sizeof *n);
}

static ori_cell *make_node(ori_cell *left, ori_cell *right) {
  node *n = (node *)ori_box(sizeof *n, 5);
  n->left = left;
  n->right = right;
  return &n->cell;
}

static void check_chains(void) {
  ori_cell *chain = NULL;
  for (int i = 0; i < 1000000; i++)
    chain = i % 2 == 0 ? make_node(chain, NULL) : make_node(NULL, chain);
  ori_dup(chain);
  drop_node(chain);
  CHECK(ori_live_objects() == 1000000);
  drop_node(chain);
  CHECK(ori_live_objects() == 0);
}

// ---------------------------------------------------------------- other kinds of chains

typedef struct {
  ori_fn fn;
  ori_fn *inner;
} wrapper;

static void destroy_wrapper(void *cell) {
  wrapper *w = cell;
  ori_fn_drop(w->inner);
  ori_free(w, sizeof *w);
}

static ori_fn end_of_chain = { { ORI_STATIC, 0 }, NULL, NULL };

static void check_fn_chain(void) {
  ori_fn *f = &end_of_chain;
  for (int i = 0; i < 300000; i++) {
    wrapper *w = (wrapper *)ori_box(sizeof *w, 0);
    w->fn.code = NULL;
    w->fn.destroy = destroy_wrapper;
    w->inner = f;
    f = &w->fn;
  }
  ori_fn_drop(f);
  CHECK(ori_live_objects() == 0);
}

static void nested_drop(ori_list *l);
#define NESTED_DUP(L) ori_dup(L)
ORI_LIST_RECURSIVE(nested, ori_list *, NESTED_DUP, nested_drop)

static void check_list_chain(void) {
  ori_list *l = ori_list_empty;
  for (int i = 0; i < 300000; i++) l = nested_push(nested_new(1), l);
  nested_drop(l);
  CHECK(ori_live_objects() == 0);
}

// ---------------------------------------------------------------- exact order

typedef struct {
  ori_cell cell;
  char name;
  ori_cell *first, *second;
} witness;

static char seen[16];
static size_t seen_count;

static void drop_witness_now(void *cell) {
  witness *w = cell;
  if (w == NULL || !ori_last(w)) return;
  if (seen_count < sizeof seen - 1) seen[seen_count++] = w->name;
  if (w->first != NULL) ori_later(w->first, drop_witness_now);
  if (w->second != NULL) ori_later(w->second, drop_witness_now);
  ori_free(w, sizeof *w);
}

static ori_cell *make_witness(char name, ori_cell *first, ori_cell *second) {
  witness *w = (witness *)ori_box(sizeof *w, 0);
  w->name = name;
  w->first = first;
  w->second = second;
  return &w->cell;
}

static void check_exact(void) {
  ori_cell *shared = make_witness('s', NULL, NULL);
  ori_dup(shared);
  ori_cell *tree = make_witness('r', make_witness('a', shared, make_witness('b', NULL, NULL)),
                                make_witness('c', make_witness('d', NULL, NULL), shared));
  ori_drop_exact(tree, drop_witness_now);
  CHECK(strcmp(seen, "rcdabs") == 0);
  ori_cell *chain = NULL;
  for (int i = 0; i < 300000; i++) chain = make_witness('x', chain, NULL);
  ori_drop_exact(chain, drop_witness_now);
  CHECK(ori_live_objects() == 0);
}

// ---------------------------------------------------------------- memory

static void check_memory(void) {
  void *blocks[300];
  for (size_t i = 0; i < 300; i++) {
    blocks[i] = ori_alloc(i * 3 + 1);
    memset(blocks[i], (int)i, i * 3 + 1);
  }
  for (size_t i = 0; i < 300; i++) {
    CHECK(((uintptr_t)blocks[i] & (ORI_STEP - 1)) == 0);
    for (size_t j = 0; j < i * 3 + 1; j++) CHECK(((uint8_t *)blocks[i])[j] == (uint8_t)i);
    blocks[i] = ori_resize(blocks[i], i * 3 + 1, i * 5 + 1);
  }
  for (size_t i = 0; i < 300; i++) {
    CHECK(((uint8_t *)blocks[i])[i * 3] == (uint8_t)i);
    ori_free(blocks[i], i * 5 + 1);
  }
}

static void check_counts(void) {
  static ori_cell fixed = { ORI_STATIC, 0 };
  ori_dup(&fixed);
  CHECK(!ori_last(&fixed) && !ori_unique(&fixed) && fixed.rc == ORI_STATIC);
  // A count that would overflow makes its cell immortal.
  ori_cell full = { 0x7fffffff, 0 };
  ori_dup(&full);
  ori_dup(&full);
  CHECK(!ori_last(&full) && full.rc == ORI_STATIC);
}

void check_cells(void) {
  check_counts();
  check_memory();
  check_chains();
  check_fn_chain();
  check_list_chain();
  check_exact();
}
