// Start and end of a program.

#ifndef ORI_MAIN_H
#define ORI_MAIN_H

#include "list.h"

void ori_start(int argc, char **argv);
/// Flushes, reports live objects if asked to, and gives the process's exit code.
int ori_finish(int64_t code);
/// The arguments without the program's name.
ori_list *ori_program_args(void);

#endif
