/// Check reports in the XML that continuous integration servers read.
public enum JUnit {
  public static func document(_ reports: [LessonCheck.Report]) -> String {
    let suites = reports.map(suite).joined()
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"nnlearn check\">\n\(suites)</testsuites>\n"
  }

  private static func suite(_ report: LessonCheck.Report) -> String {
    let counts = "tests=\"\(report.cases.count)\" failures=\"\(report.failures.count)\""
    let cases = report.cases.map { testCase($0, file: report.file) }.joined()
    return "  <testsuite name=\"\(escaped(report.file))\" \(counts)>\n\(cases)  </testsuite>\n"
  }

  private static func testCase(_ result: LessonCheck.Case, file: String) -> String {
    let time = (result.seconds * 1000).rounded() / 1000
    let start = "    <testcase name=\"\(escaped(result.name))\" classname=\"\(escaped(file))\" time=\"\(time)\""
    guard let first = result.problems.first else { return start + "/>\n" }
    let text = result.problems.map(\.report).joined(separator: "\n")
    return start + ">\n      <failure message=\"\(escaped(first.summary))\" type=\"\(escaped(first.id))\">"
      + escaped(text) + "</failure>\n    </testcase>\n"
  }

  /// Characters that XML 1.0 cannot hold become the replacement character.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\n": escaped += "&#10;"
      case "\t": escaped += "&#9;"
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
