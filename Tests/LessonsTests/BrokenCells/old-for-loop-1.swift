// compile: old-for-loop at 1:1
for (i = 0; i < 3; i++) { }
