import Tensors

extension DataFrame {
  /// Columns of numbers at the moments that a column of times names: "2013-01-01T06:00:00Z" (ISO 8601, in UTC) or "2013-01-01", or
  /// numbers that count moments. Rows in which one of the columns is missing are left out, and are gaps.
  ///
  ///     let jfk = try Dataset.newYorkWeather.frame().keeping("origin", in: ["JFK"])
  ///     let series = jfk.series(["temp"], at: "time_hour")
  ///
  /// - Parameters:
  ///   - times: the column; rows in ascending order of time, each time once.
  ///   - step: how many seconds one moment is from the next, for texts: an hour.
  public func series(
    _ names: [String], at times: String, step: Int = 3600, type: ElementType = .float32
  ) -> TimeSeries {
    guard step > 0 else { stop("series(…, step:) expects at least 1 second; got \(step).") }
    guard !names.isEmpty else { stop("series(_:at:) expects at least one column of numbers; got none.") }
    return orStop { () throws(DataProblem) in
      let complete = droppingMissing(names + [times])
      let moments = try complete.moments(times, step: step)
      return TimeSeries(try complete.numbers(names, type: type), times: moments, names: names)
    }
  }

  private func moments(_ name: String, step: Int) throws(DataProblem) -> [Int] {
    let column = try column(name)
    var moments: [Int] = []
    for row in 0..<rowCount {
      let text = column.text(row)
      let moment: Int?
      if column.categories == nil {
        moment = Int(exactly: column.values[row]!)
      } else {
        moment = seconds(text).flatMap { $0 % step == 0 ? $0 / step : nil }
      }
      guard let moment else {
        throw DataProblem(
          file,
          "column '\(name)' expects a whole number, or a time such as 2013-01-01T06:00:00Z that is a multiple of \(step) seconds; "
            + "got '\(text)' in \(place(row)).")
      }
      moments.append(moment)
    }
    return moments
  }
}

/// Since the first of January 1970, of a time in UTC: "2013-01-01T06:00:00Z", or of a day: "2013-01-01".
private func seconds(_ text: String) -> Int? {
  let halves = text.split(separator: "T", omittingEmptySubsequences: false)
  let date = halves[0].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
  guard halves.count <= 2, date.count == 3, let year = date[0], let month = date[1], let day = date[2],
    (1...12).contains(month), (1...31).contains(day)
  else { return nil }
  let number = days(year, month, day)
  // The month may be shorter.
  guard number < days(month == 12 ? year + 1 : year, month % 12 + 1, 1) else { return nil }
  let start = number * 86_400
  guard halves.count == 2 else { return start }
  let clock = halves[1].hasSuffix("Z") ? halves[1].dropLast() : halves[1]
  let parts = clock.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
  guard parts.count == 3, let hour = parts[0], let minute = parts[1], let second = parts[2], (0..<24).contains(hour),
    (0..<60).contains(minute), (0..<60).contains(second)
  else { return nil }
  return start + hour * 3600 + minute * 60 + second
}

/// Since 1970-01-01 in the Gregorian calendar, counting years from March, so that a leap day is the last of its year.
private func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
  let marchYear = month > 2 ? year : year - 1
  let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
  return marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719_468
}
