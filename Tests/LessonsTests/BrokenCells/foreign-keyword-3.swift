// compile: foreign-keyword at 1:9
function f() { }
