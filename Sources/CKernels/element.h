// The element type of a file that is compiled once for each: NN_ELEMENT is 32 or 64.
#pragma once
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

#if NN_ELEMENT == 32
typedef float real;
typedef int32_t whole;  // as wide as an element
#define NN_TYPED(name) name##_float32
#else
typedef double real;
typedef int64_t whole;
#define NN_TYPED(name) name##_float64
#endif
