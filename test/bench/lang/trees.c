// Builds and walks binary trees: nodes from a list of free ones, as the runtime of Ori has it.
#include "plain.h"

typedef struct Tree { struct Tree *left, *right; } Tree;

static Tree *spare;

static Tree *node(Tree *left, Tree *right) {
  if (spare == NULL) {
    Tree *chunk = malloc(4096 * sizeof *chunk);
    for (int i = 0; i < 4096; i++) {
      chunk[i].left = spare;
      spare = &chunk[i];
    }
  }
  Tree *tree = spare;
  spare = tree->left;
  tree->left = left;
  tree->right = right;
  return tree;
}

static Tree *make(int depth) {
  return depth == 0 ? node(NULL, NULL) : node(make(depth - 1), make(depth - 1));
}

static int64_t count(const Tree *tree) {
  return tree == NULL ? 0 : 1 + count(tree->left) + count(tree->right);
}

static void release(Tree *tree) {
  if (tree == NULL) return;
  release(tree->left);
  release(tree->right);
  tree->left = spare;
  spare = tree;
}

int main(void) {
  int depth = 17;
  Tree *tree = make(depth + 1);
  printf("1 %d %lld\n", depth + 1, (long long)count(tree));
  release(tree);
  Tree *kept = make(depth);
  for (int d = 4; d <= depth; d += 4) {
    int times = 1 << (depth - d + 4);
    int64_t nodes = 0;
    for (int i = 0; i < times; i++) {
      tree = make(d);
      nodes += count(tree);
      release(tree);
    }
    printf("%d %d %lld\n", times, d, (long long)nodes);
  }
  printf("1 %d %lld\n", depth, (long long)count(kept));
  release(kept);
}
