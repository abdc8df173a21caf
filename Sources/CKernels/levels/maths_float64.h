// Exponential, logarithm and what is made of them, for vectors of Float64.

INLINE vf exp_of(vf x) {
  for (int lane = 0; lane < NN_LANES; lane++) x[lane] = exp(x[lane]);
  return x;
}

INLINE vf expm1_of(vf x) {
  for (int lane = 0; lane < NN_LANES; lane++) x[lane] = expm1(x[lane]);
  return x;
}

INLINE vf log_of(vf x) {
  for (int lane = 0; lane < NN_LANES; lane++) x[lane] = log(x[lane]);
  return x;
}

INLINE vf log1p_of(vf x) {
  for (int lane = 0; lane < NN_LANES; lane++) x[lane] = log1p(x[lane]);
  return x;
}

INLINE vf tanh_of(vf x) {
  for (int lane = 0; lane < NN_LANES; lane++) x[lane] = tanh(x[lane]);
  return x;
}

INLINE vf erf_of(vf x) {
  for (int lane = 0; lane < NN_LANES; lane++) x[lane] = erf(x[lane]);
  return x;
}

INLINE vf sigmoid_of(vf x) { return 1 / (1 + exp_of(-x)); }

INLINE vf sine_of(vf x, int quarters) {
  for (int lane = 0; lane < NN_LANES; lane++) x[lane] = quarters ? cos(x[lane]) : sin(x[lane]);
  return x;
}

INLINE vf power_of(vf x, double p) {
  for (int lane = 0; lane < NN_LANES; lane++) x[lane] = pow(x[lane], p);
  return x;
}
