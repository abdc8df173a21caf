// compile: no-initial-value at 1:7
class A { var x: Int }
