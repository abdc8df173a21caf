// trap: program-aborted at 2:1
import Foundation
abort()
