int nn_placeholder(void);
