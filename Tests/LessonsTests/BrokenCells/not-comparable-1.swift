// compile: not-comparable at 2:8
struct A {}
let s: Set<A> = []
