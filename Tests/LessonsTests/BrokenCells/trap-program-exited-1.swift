// trap: program-exited at 3:3
import Foundation
func leave() {
  exit(3)
}
leave()
