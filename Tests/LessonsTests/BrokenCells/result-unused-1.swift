// compile: result-unused at 1:3
1 + 2
