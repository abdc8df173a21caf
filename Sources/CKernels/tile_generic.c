// The kernels of tile steps with 128-bit vectors: any x86-64 (SSE2), arm64 (NEON).
#include "tile.h"

#include <math.h>
#include <string.h>

#define NN_LANES 4
#define NN_TABLE nn_tile_generic
#include "tile_body.h"
