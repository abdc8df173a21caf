import Testing

/// What is special about an operation is stated where it is declared. A name is for people, files and what they type:
/// code that asks for one forgets the next operation silently.
@Suite struct NameSwitchTests {
  /// The ways to ask for an operation by what it is called. Two variables may be compared: somebody typed one of them.
  private static func asksForAName(_ line: String) -> Bool {
    line.contains(/\.name\s*(==|!=)\s*"/) || line.contains(/primitive\.name\s*(==|!=)/)
      || line.contains(/(==|!=)\s*[\w.()]*primitive\.name\b/) || line.contains(/switch\b.*\.name\b.*\{/)
      || line.contains(/\[[^\]]*primitive\.name\b[^\]]*\]/)
  }

  @Test func sourcesAskForNoName() throws {
    var problems: [String] = []
    // A lesson's variables and HTML's tags are known by their names.
    let files = try Repository.files().filter { file in
      file.hasSuffix(".swift") && !["Sources/Lessons/", "Sources/Markup/HTML"].contains { file.hasPrefix($0) }
    }
    for file in files where file.hasPrefix("Sources/") {
      for (number, line) in try Repository.text(of: file).split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated() where Self.asksForAName(String(line))
      {
        problems.append("\(file):\(number + 1): \(line)")
      }
    }
    #expect(problems == [])
  }

  @Test(arguments: [
    #"if operation.primitive.name == "relu" {"#, #"switch operation.primitive.name {"#,
    #"switch (primitive.name, shape.rank) {"#, #"Self.slopes[primitive.name]"#,
    #"functions[operation.primitive.name]!"#,
    #"guard name != operation.primitive.name"#, #"node.name == "w""#,
  ]) func aFaultIsSeen(_ line: String) { #expect(Self.asksForAName(line)) }

  @Test(arguments: [
    "columns.first { $0.name == name }", "all.map { ($0.name, $0) }",
    "guard let primitive = Primitive.named(primitive)",
    #"text = "%\(id) = \(operation.primitive.name)""#,
  ]) func whatIsTypedMayBeLookedUp(_ line: String) { #expect(!Self.asksForAName(line)) }
}
