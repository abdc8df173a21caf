// compile: foreign-keyword at 1:4
int x = 3
