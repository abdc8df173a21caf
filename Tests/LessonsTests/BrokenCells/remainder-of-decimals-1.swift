// compile: remainder-of-decimals at 1:13
let y = 7.5 % 2
