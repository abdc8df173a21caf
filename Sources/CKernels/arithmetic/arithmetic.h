// All kernels of one element type, and their table.
#include "kernels.h"

#include "copy.h"
#include "draw.h"
#include "rows.h"
#include "pool.h"
#include "packed.h"
#include "matrix.h"
#include "convolution.h"
#include "filter_gradient.h"
#include "tile_run.h"
#include "elementwise.h"

static void prepare_tile(nn_tile_step *step) { nn_tile_prepare(step, sizeof(real)); }

const nn_arithmetic NN_TYPED(nn) = {
  .elementSize = sizeof(real),
  .tile = run_tile, .matrix = run_matrix,
  .convolutionForward = run_convolution, .convolutionInputGradient = run_input_gradient,
  .convolutionFilterGradient = run_filter_gradient,
  .maxPoolForward = run_max_pool, .maxPoolGradient = run_max_pool_gradient,
  .gatherRows = gather_rows, .scatterAddRows = scatter_add_rows,
  .draw = run_draw, .copy = run_copy, .zero = run_zero,
  .prepareTile = prepare_tile, .releaseTile = nn_tile_release,
  .matrixScratch = matrix_scratch, .convolutionScratch = convolution_scratch,
  .elementwise = elementwise, .fold = fold, .add = add, .addExactly = add_exactly,
};
