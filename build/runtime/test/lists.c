// Lists: sharing against updating in place, holes, and what each operation drops.

#include "check.h"

ORI_LIST_PLAIN(ints, int64_t)

typedef struct {
  int64_t rank;
  ori_str *name;
} user;

static void dup_user(user u) { ori_dup(u.name); }
static void drop_user(user u) { ori_str_drop(u.name); }
ORI_LIST(users, user, dup_user, drop_user)

static void dup_ints(ori_list *l) { ori_dup(l); }
ORI_LIST(lists, ori_list *, dup_ints, ints_drop)

static ori_list *first_ints(int64_t n) {
  ori_list *l = ori_list_empty;
  for (int64_t i = 0; i < n; i++) l = ints_push(l, i);
  return l;
}

static void check_ints_list(void) {
  ori_list *l = first_ints(1000);
  CHECK(ori_list_len(l) == 1000 && ints_at(l, 999, SITE) == 999);
  ori_list *before = l;
  l = ints_set(l, 3, 33, SITE);
  CHECK(l == before && ints_at(l, 3, SITE) == 33);
  ori_dup(l);
  ori_list *other = ints_set(l, 3, 3, SITE);
  CHECK(other != l && ints_at(l, 3, SITE) == 33 && ints_at(other, 3, SITE) == 3);
  other = ints_insert_unchecked(other, 0, -1);
  other = ints_remove_unchecked(other, 1);
  CHECK(ints_at(other, 0, SITE) == -1 && ints_at(other, 1, SITE) == 1 &&
        ori_list_len(other) == 1000);
  other = ints_reverse(other);
  CHECK(ints_at(other, 999, SITE) == -1 && ints_at(other, 0, SITE) == 999);
  other = ints_swap_unchecked(other, 0, 999);
  CHECK(ints_at(other, 0, SITE) == -1);
  ori_list *part = ints_slice(other, 5, 5000);
  CHECK(ori_list_len(part) == 995 && ints_slice(other, 7, 3) == ori_list_empty);
  other = ints_concat(other, l);
  CHECK(ori_list_len(other) == 2000 && ints_at(other, 1003, SITE) == 33);
  other = ints_truncate(other, 10);
  CHECK(ori_list_len(other) == 10);
  ints_drop(part);
  ints_drop(other);
  ints_drop(l);
  ori_list *same = ints_filled(4, 9);
  ori_dup(same);
  ori_list *twice = ints_concat(same, same);
  CHECK(ori_list_len(twice) == 8 && ints_at(twice, 7, SITE) == 9 && ori_list_len(same) == 4);
  ints_drop(twice);
  ints_drop(same);
}

// A list that shrinks stays where it is, until most of its memory is room.
static void check_shrinking(void) {
  ori_list *l = first_ints(1000), *before = l;
  l = ints_truncate(l, 999);
  CHECK(l == before && ori_list_len(l) == 999);
  l = ints_truncate(l, 1000);
  CHECK(l == before && ori_list_len(l) == 999);
  l = ints_truncate(l, 3);
  CHECK(ori_list_len(l) == 3 && ints_at(l, 2, SITE) == 2 && l->cap < 250);
  l = ints_truncate(l, -1);
  CHECK(ori_list_len(l) == 0);
  ints_drop(l);
  int64_t moves = 0;
  l = first_ints(10000);
  for (int64_t len = 9999; len >= 0; len--) {
    before = l;
    l = ints_truncate(l, len);
    moves += l != before;
  }
  CHECK(moves < 10);
  ints_drop(l);
}

static void check_shortest(void) {
  ori_list *rows = lists_new(0);
  CHECK(ori_list_shortest(rows, 9, 0) == INT64_MAX);
  for (int64_t i = 0; i < 4; i++) {
    rows = lists_push(rows, first_ints(4 - i));
  }
  CHECK(ori_list_shortest(rows, 3, -2) == 3 && ori_list_shortest(rows, 0, 2) == 2);
  CHECK(ori_list_shortest(rows, 4, 0) == 1 && ori_list_shortest(rows, INT64_MAX, 1) == 1);
  CHECK(ori_list_shortest(rows, 0, -1) == INT64_MAX);
  CHECK(ori_list_shortest(rows, INT64_MIN, -1) == INT64_MAX);
  lists_drop(rows);
}

// ---------------------------------------------------------------- counted elements

static user user_of(int64_t rank) { return (user){ rank, ori_int_to_str(rank + 1000) }; }

static void check_users(void) {
  ori_list *l = users_new(2);
  for (int64_t i = 0; i < 20; i++) l = users_push(l, user_of(i));
  ori_dup(l);
  ori_list *other = users_push(l, user_of(20));
  CHECK(ori_list_len(l) == 20 && ori_list_len(other) == 21);
  CHECK(check_text(users_at(other, 20, SITE).name, "1020"));
  other = users_set(other, 0, user_of(7), SITE);
  CHECK(check_text(users_at(l, 0, SITE).name, "1000"));
  other = users_truncate(other, 3);
  other = users_insert_unchecked(other, 1, user_of(8));
  other = users_remove_unchecked(other, 2);
  CHECK(users_at(other, 1, SITE).rank == 8 && users_at(other, 2, SITE).rank == 2);
  other = users_concat(other, l);
  CHECK(ori_list_len(other) == 23);
  ori_dup(other);
  ori_list *few = users_truncate(other, 2);
  CHECK(ori_list_len(few) == 2 && ori_list_len(other) == 23);
  users_drop(few);
  users_drop(l);
  users_drop(other);
  user one = user_of(5);
  ori_list *same = users_filled(3, one);
  drop_user(one);
  CHECK(check_text(users_at(same, 2, SITE).name, "1005"));
  users_drop(same);
}

static void check_holes(void) {
  ori_list *l = ori_list_empty, *rest;
  for (int64_t i = 0; i < 5; i++) l = users_push(l, user_of(i));
  user taken = users_take(l, 2, SITE, &rest);
  CHECK(rest == l && ori_unique(taken.name));
  l = users_put(rest, 2, taken);
  // From a shared list: a copy has the hole, and the element stays in the other.
  ori_dup(l);
  taken = users_take(l, 1, SITE, &rest);
  CHECK(rest != l && !ori_unique(taken.name));
  users_drop(rest);
  drop_user(taken);
  taken = users_take(l, 4, SITE, &rest);
  users_drop(rest);
  drop_user(taken);
}

static void check_failing(void) {
  ori_list *l = first_ints(3), *rest;
  int64_t i;
  CHECK_PANIC(ints_at_u(l, 3, SITE, &i), "index out of bounds: index 3, length 3");
  CHECK_PANIC(ints_at_u(l, -1, SITE, &i), "index out of bounds: index -1, length 3");
  CHECK_PANIC(ints_set_u(l, 9, 0, SITE, &rest), "index out of bounds: index 9, length 3");
  ori_list *people = users_push(ori_list_empty, user_of(0));
  user taken;
  ori_dup(people);
  CHECK_PANIC(users_set_u(people, 1, user_of(1), SITE, &rest),
              "index out of bounds: index 1, length 1");
  CHECK_PANIC(users_take_u(people, 1, SITE, &taken, &rest),
              "index out of bounds: index 1, length 1");
}

static void check_bytes(void) {
  ori_list *a = ori_foreign_bytes((const uint8_t *)"abcabc", 6);
  ori_list *b = ori_foreign_bytes((const uint8_t *)"bc", 2);
  CHECK(ori_bytes_find(a, b, 0) == 1 && ori_bytes_find(a, b, 2) == 4 &&
        ori_bytes_find(a, b, 5) == -1);
  CHECK(ori_bytes_compare(a, b) == -1 && !ori_bytes_eq(a, b) && ori_bytes_eq(b, b));
  CHECK(ori_bytes_hash(a) != ori_bytes_hash(b));
  ori_str *text = text_of("xyz");
  a = ori_bytes_append_str(a, text);
  ori_str *whole = ori_str_from_bytes(a);
  CHECK(check_owned(whole, "abcabcxyz"));
  ori_str_drop(text);
  ori_bytes_drop(a);
  ori_bytes_drop(b);
}

void check_lists(void) {
  check_ints_list();
  check_shrinking();
  check_shortest();
  check_users();
  check_holes();
  check_failing();
  check_bytes();
}
