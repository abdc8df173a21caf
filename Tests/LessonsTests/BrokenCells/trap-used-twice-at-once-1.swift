// trap: used-twice-at-once at 3:9
var total = 1
func raise(_ n: inout Int) {
  total += n
}
raise(&total)
