// compile: wrong-quotes at 1:9
let s = 'hello'
