#include "CCrash.h"

int nn_placeholder(void);
