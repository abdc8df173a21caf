// compile: else-without-if at 1:1
else { }
