// The view of a tile step: how its rows × columns are best looked at, and its operands described in that view.
#include "tile.h"

#include <string.h>

static bool is_row_fold(const nn_instruction *i) { return i->op == NN_ROW_SUM || i->op == NN_ROW_MAX; }
static bool has_columns(int kind) { return kind == NN_COLUMN || kind == NN_TILE; }

static bool has_one_row(const nn_tile_step *s) {
  return s->scales != NN_SCALES_ROWS && s->rowSizes[0] * s->rowSizes[1] * s->rowSizes[2] * s->rowSizes[3] == 1;
}

/// Keeps the row axes that are needed: neighbours that one stride describes become one, those of size 1 go.
static void set_axes(nn_tile_memory *memory, const nn_tile_step *step, const int64_t *strides) {
  int64_t sizes[4], kept[4];
  int32_t count = 0;  // innermost first
  for (int i = 3; i >= 0; i--) {
    bool grows = i == 0 && step->scales == NN_SCALES_ROWS;
    if (step->rowSizes[i] == 1 && !grows) continue;
    if (count > 0 && strides[i] == sizes[count - 1] * kept[count - 1]) {
      sizes[count - 1] *= step->rowSizes[i];
    } else {
      sizes[count] = step->rowSizes[i];
      kept[count++] = strides[i];
    }
  }
  memory->axes = count;
  for (int32_t i = 0; i < count; i++) {
    memory->sizes[i] = sizes[count - 1 - i];
    memory->strides[i] = kept[count - 1 - i];
  }
}

static void set_long_row(nn_tile_memory *memory, int64_t size, int64_t stride) {
  memory->axes = 1;
  memory->sizes[0] = size;
  memory->strides[0] = stride;
  memory->columnStride = 0;
}

static int kind_in_view(nn_tile_view view, int kind) {
  static const uint8_t kinds[4][4] = {
    [NN_AS_GIVEN] = {NN_SCALAR, NN_ROW, NN_COLUMN, NN_TILE},
    [NN_FLAT] = {NN_SCALAR, NN_ROW, NN_COLUMN, NN_TILE},
    [NN_ROW_AS_COLUMN] = {NN_SCALAR, NN_SCALAR, NN_TILE, NN_TILE},
    [NN_ONE_COLUMN] = {NN_SCALAR, NN_TILE, NN_SCALAR, NN_TILE},
  };
  return kinds[view][kind];
}

static nn_tile_memory describe(const nn_tile_step *step, const nn_operand *operand, nn_tile_view view) {
  nn_tile_memory memory = {
    .place = operand->place,
    .reg = operand->reg,
    .kind = (uint8_t)kind_in_view(view, operand->kind),
    .columnStride = operand->columnStride,
  };
  set_axes(&memory, step, operand->rowStrides);
  int64_t rows = step->rowSizes[0] * step->rowSizes[1] * step->rowSizes[2] * step->rowSizes[3];
  if (view == NN_FLAT && memory.kind == NN_TILE) set_long_row(&memory, rows * step->columns, 1);
  if (view == NN_ROW_AS_COLUMN && memory.kind == NN_TILE) set_long_row(&memory, step->columns, operand->columnStride);
  return memory;
}

/// All rows of a TILE lie one after another without gaps.
static bool is_dense(const nn_tile_step *step, const nn_operand *operand) {
  nn_tile_memory memory = describe(step, operand, NN_AS_GIVEN);
  if (step->columns != 1 && operand->columnStride != 1) return false;
  return memory.axes == 0 || (memory.axes == 1 && memory.strides[0] == step->columns);
}

/// Nothing is different from row to row or from column to column.
static bool is_flat(const nn_tile_step *s) {
  if (s->scales == NN_SCALES_COLUMNS) return false;
  for (int32_t i = 0; i < s->instructionCount; i++) {
    const nn_instruction *instruction = &s->instructions[i];
    if (is_row_fold(instruction) || instruction->op == NN_COLUMN_SUM) return false;
  }
  for (int32_t r = 0; r < s->registerCount; r++)
    if (s->registerKinds[r] == NN_ROW || s->registerKinds[r] == NN_COLUMN) return false;
  for (int32_t i = 0; i < s->inputCount; i++) {
    const nn_operand *input = &s->inputs[i];
    if (input->kind == NN_ROW || input->kind == NN_COLUMN) return false;
    if (input->kind == NN_TILE && !is_dense(s, input)) return false;
  }
  for (int32_t i = 0; i < s->outputCount; i++) {
    const nn_operand *output = &s->outputs[i];
    if (output->reg < 0) continue;
    if (output->kind == NN_ROW || output->kind == NN_COLUMN) return false;
    if (output->kind == NN_TILE && !is_dense(s, output)) return false;
  }
  return true;
}

/// One row whose columns are never folded is a column.
static bool is_row_as_column(const nn_tile_step *s) {
  if (!has_one_row(s)) return false;
  for (int32_t i = 0; i < s->instructionCount; i++) {
    const nn_instruction *instruction = &s->instructions[i];
    if (is_row_fold(instruction)) return false;
    if (instruction->op == NN_COLUMN_SUM && has_columns(s->registerKinds[instruction->a])) return false;
  }
  return true;
}

void nn_tile_choose_view(nn_tile_builder *builder) {
  const nn_tile_step *step = builder->step;
  nn_tile_program *program = builder->program;
  int64_t rows = step->rowSizes[0] * step->rowSizes[1] * step->rowSizes[2] * step->rowSizes[3];
  program->rows = rows;
  program->columns = 1;
  program->scalesRows = step->scales == NN_SCALES_ROWS;
  if (is_row_as_column(step)) {
    builder->view = NN_ROW_AS_COLUMN;
    program->rows = step->columns;
    program->scalesRows = step->scales == NN_SCALES_COLUMNS;
  } else if (is_flat(step)) {
    builder->view = NN_FLAT;
    program->rows = rows * step->columns;
  } else if (step->columns == 1 && step->scales != NN_SCALES_COLUMNS) {
    builder->view = NN_ONE_COLUMN;
  } else {
    builder->view = NN_AS_GIVEN;
    program->columns = step->columns;
    program->scalesColumns = step->scales == NN_SCALES_COLUMNS;
  }

  for (int32_t r = 0; r < step->registerCount; r++)
    builder->kinds[r] = (uint8_t)kind_in_view(builder->view, step->registerKinds[r]);
  for (int32_t i = 0; i < step->inputCount; i++) {
    nn_tile_memory memory = describe(step, &step->inputs[i], builder->view);
    builder->kinds[memory.reg] = memory.kind;
    program->inputs[program->inputCount++] = memory;
  }
  for (int32_t i = 0; i < step->outputCount; i++)
    if (step->outputs[i].reg >= 0)
      program->outputs[program->outputCount++] = describe(step, &step->outputs[i], builder->view);
}
