// The kernels of one level and element type. The including file defines NN_ELEMENT, NN_BYTES (of a vector) and NN_LEVEL, the
// name of the table, and sets the compiler's target.
#define NN_LANES (NN_BYTES * 8 / NN_ELEMENT)
#include "../arithmetic/kernels.h"
#include "lanes.h"
#include "maths.h"
#include "product.h"
#include "packed.h"
#include "pool.h"
#include "tile.h"

const nn_kernels NN_LEVEL = {
  .product = product, .packed = packed, .dots = dots, .channelwise = channelwise, .add = add, .collect = collect, .pool = pool,
  .pool_gradient = pool_gradient, .tileRows = NN_TILE_ROWS, .panel = 2 * NN_LANES, .copy = copy, .tile = TILE_KERNELS,
};
