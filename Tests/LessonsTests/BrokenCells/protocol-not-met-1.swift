// compile: protocol-not-met at 2:8
protocol Q { func a() }
struct P: Q { }
