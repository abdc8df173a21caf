// trap: endless-recursion at 2:25
struct Node {
  var value: Int { self.value + 1 }
}
print(Node().value)
