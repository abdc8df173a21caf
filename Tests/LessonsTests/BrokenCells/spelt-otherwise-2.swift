// compile: spelt-otherwise at 1:9
let n = null
