// trap: error-not-caught at 2:1
struct Stop: Error { var reason: String }
throw Stop(reason: "enough")
