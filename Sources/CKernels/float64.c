// The kernels for numbers of 64 bits.
#define NN_ELEMENT 64
#include "arithmetic/arithmetic.h"
