import Commands
import Foundation
import Testing

@Suite struct ClaimListTests {
  private static let lesson = """
    ---
    title: Sizes
    goal: See which is larger.
    minutes: 10
    ---

    # Sizes

    ```swift
    let large = [5.0, 5.1, 5.2, 5.1, 5.0]
    ```

    ```swift
    //| label: sizes
    show(Claim("T1", "a is the largest", .order(.asSource), of: "size (m)", varying: .paired("day", fixed: "rule"),
      [("a", 9, large), ("b", 3, [1, 1.2, 1, 1, 1.1])]))
    expect("a is five", large[0], near: 5, within: 0.1)
    expect("b is smaller", 1 < large[0])
    ```

    """

  @Test func claimsAreCollectedFromTheCells() throws {
    let work = try Workplace(lessons: ["02-sizes.md": Self.lesson, "01-squares.md": Workplace.sound])
    let ending = try work.run(["claims", "--lessons", "lessons", "--page", "page.md"])
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(
      ending.output == """
        Claim T1: a is the largest
        size (m)  source  here, mean ± standard deviation
        a              9                    5.080 ± 0.084
        b              3                    1.060 ± 0.089
        It holds: the two are in this order. Paired t over 5 seeds, which differ in day and share rule, at 5 %. Lesson 2 Sizes.
        pair   difference  standard error    t (df)  p, Holm  as claimed
        a − b        4.02          0.0583  68.9 (4)  < 0.001  yes

        """)
    let page = try work.text(of: "page.md")
    #expect(page.contains("| [T1](#t1) | a is the largest | order, the source’s | It holds | 2 Sizes |"))
    #expect(page.contains("Lesson [2 Sizes](../lessons/02-sizes.md)."))
    #expect(page.contains("| a | 5 | 5.1 | 5.2 | 5.1 | 5 |") && page.contains("## T1\n\nA is the largest.\n"))
    let json = try work.run(["claims", "2", "--lessons", "lessons", "--json"]).output
    #expect(json.contains(#""outcome":"holds""#) && json.contains(#""measured":[5,5.1,5.2,5.1,5]"#))
    #expect(json.contains(#""degreesOfFreedom":4"#) && json.contains(#""kind":"order, the source’s""#))
  }

  @Test func whatDriftsEndsTheCheck() throws {
    let text = Self.lesson.replacing("near: 5,", with: "near: 6,")
    let work = try Workplace(lessons: ["01-sizes.md": text])
    let check = try work.run(["check", "--lessons", "lessons"])
    #expect(check.status == 1)
    #expect(check.output.contains("a is five is 6, give or take 0.1. It is 5 now."))
    let claims = try work.run(["claims", "--lessons", "lessons"])
    #expect(claims.status != 0 && claims.errors.contains("a is five is 6"))
  }
}
