// compile: misspelt-name at 1:8
let a: Dobule = 3
