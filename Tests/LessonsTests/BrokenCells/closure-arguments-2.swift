// compile: closure-arguments at 1:13
[1,2].map { x, y in x }
