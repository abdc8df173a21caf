#include "CCallSite.h"
int nn_placeholder(void){return 0;}
