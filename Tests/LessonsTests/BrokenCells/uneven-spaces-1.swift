// compile: uneven-spaces at 1:7
let x =3
