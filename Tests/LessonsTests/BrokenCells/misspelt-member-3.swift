// compile: misspelt-member at 2:17
enum Phase { case forward, backward }
let p: Phase = .foward
