// All of the runtime, for emitted files.

#ifndef ORI_H
#define ORI_H

#include "base.h"
#include "cell.h"
#include "panic.h"
#include "int.h"
#include "float.h"
#include "text.h"
#include "hash.h"
#include "list.h"
#include "str.h"
#include "fn.h"
#include "object.h"
#include "handle.h"
#include "print.h"
#include "main.h"
#include "foreign.h"

#endif
