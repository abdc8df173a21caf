// compile: defined-twice at 2:8
struct A { }
struct A { }
