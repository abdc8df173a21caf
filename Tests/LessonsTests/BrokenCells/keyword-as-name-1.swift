// compile: keyword-as-name at 1:5
let class = 3
