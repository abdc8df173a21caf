// The kernels for numbers of 32 bits.
#define NN_ELEMENT 32
#include "arithmetic/arithmetic.h"
