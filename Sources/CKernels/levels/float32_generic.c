// 128-bit vectors: any x86-64 (SSE2), arm64 (NEON).
#define NN_ELEMENT 32
#define NN_BYTES 16
#define NN_LEVEL NN_TYPED(nn_generic)
#include "level.h"
