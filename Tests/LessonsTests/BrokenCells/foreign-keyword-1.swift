// compile: foreign-keyword at 1:4
def f(x): return x
