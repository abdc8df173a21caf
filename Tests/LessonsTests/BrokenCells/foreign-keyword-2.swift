// compile: foreign-keyword at 1:4
fun f() {}
