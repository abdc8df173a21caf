import Display
import Foundation
import Lessons
import Testing

@Suite struct StreamTests {
  @Test(arguments: [
    ("print(\"a\"); fputs(\"b\\n\", stderr); print(\"c\")", "a\nb\nc\n"),
    ("print(\"a\", terminator: \"\"); fputs(\"b\", stderr); print(\"c\")", "a\nb\nc\n"),
    ("fputs(\"b\", stderr); fputs(\"c\\n\", stderr); print(\"d\")", "bc\nd\n"),
    ("print(\"a\", terminator: \"\"); FileHandle.standardError.write(Data(\"b\\n\".utf8)); print(\"c\")", "a\nb\nc\n"),
    ("for i in 0..<300 { print(i); fputs(\"e\\(i)\\n\", stderr) }", (0..<300).map { "\($0)\ne\($0)\n" }.joined()),
    ("perror(\"a\"); print(\"b\")", "a: Success\nb\n"),
    ("show(\"a\"); fputs(\"b\\n\", stderr); show(\"c\")", "a\nb\nc\n"),
    ("fputs(\"only\\n\", stderr)", "only\n"),
  ])
  func `standard error keeps its place`(_ code: String, _ text: String) throws {
    let result = try session(lesson(["import Foundation\nerrno = 0\n" + code], title: code)).run(cell: 0)
    #expect(result.text == text)
  }

  @Test func `a warning before a crash is shown, the crash's own words are not`() throws {
    let code = "import Foundation\nprint(\"a\")\nfputs(\"careful\\n\", stderr)\nfatalError(\"end\")"
    let result = try session(lesson([code])).run(cell: 0)
    #expect(result.status == .trapped && result.text == "a\ncareful\n")
  }
}
