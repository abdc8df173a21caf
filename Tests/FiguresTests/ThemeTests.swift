import Display
import Figures
import Testing

@Suite struct ThemeTests {
  @Test(arguments: Theme.Name.allCases, Role.allCases)
  func everyRoleStandsOut(_ name: Theme.Name, _ role: Role) {
    let theme = Theme.named(name)
    #expect(theme.color(role).contrast(with: theme.background) >= 3)
    #expect(theme.textColor(role).contrast(with: theme.background) >= 4.5)
    #expect(theme.text.contrast(with: theme.tint(role)) >= 7)
  }

  @Test(arguments: Theme.Name.allCases)
  func wordsAreReadable(_ name: Theme.Name) {
    let theme = Theme.named(name)
    #expect(theme.text.contrast(with: theme.background) >= 7)
    #expect(theme.secondaryText.contrast(with: theme.background) >= 4.5)
    #expect(theme.axis.contrast(with: theme.background) >= 3)
    for step in -20...20 {
      let cell = theme.diverging.color(at: Double(step) / 20)
      #expect(theme.text(on: cell).contrast(with: cell) >= 4.5)
    }
  }

  @Test(arguments: Theme.Name.allCases)
  func seriesAreDifferentColors(_ name: Theme.Name) {
    let theme = Theme.named(name)
    let series: [Role] = [.series1, .series2, .series3, .series4, .series5, .series6, .series7]
    #expect(Set(series.map { theme.color($0).hex }).count == series.count)
  }

  @Test(arguments: Theme.Name.allCases)
  func theSignIsToldByOrangeAndBlueNeverRedAndGreen(_ name: Theme.Name) {
    let theme = Theme.named(name)
    for step in 1...10 {
      let (negative, positive) = (
        theme.diverging.color(at: -Double(step) / 10), theme.diverging.color(at: Double(step) / 10)
      )
      #expect(negative.red > negative.blue)
      #expect(positive.blue > positive.red)
      #expect(positive.blue >= positive.green && negative.red >= negative.green)
    }
    let zero = theme.diverging.color(at: 0)
    #expect(max(zero.red, zero.green, zero.blue) - min(zero.red, zero.green, zero.blue) < 0.05)
  }

  @Test(arguments: Theme.Name.allCases)
  func moreIsFurtherFromTheBackground(_ name: Theme.Name) {
    let theme = Theme.named(name)
    let contrasts = (0...10).map { theme.sequential.color(at: Double($0) / 10).contrast(with: theme.background) }
    #expect(zip(contrasts, contrasts.dropFirst()).allSatisfy(<))
  }

  @Test func colorMapsClampAndSurviveNonFinitePositions() {
    #expect(Theme.light.diverging.color(at: 9) == Theme.light.diverging.color(at: 1))
    #expect(Theme.light.diverging.color(at: -.infinity) == Theme.light.diverging.color(at: -1))
    #expect(Theme.light.sequential.color(at: .nan) == Theme.light.sequential.color(at: 0))
  }

  /// WCAG's own examples: black on white is 21 : 1, #777777 on white 4.48 : 1.
  @Test func contrastAgreesWithPublishedValues() {
    #expect(abs(Color.black.contrast(with: .white) - 21) < 1e-9)
    #expect(abs(Color(hex: 0x777777).contrast(with: .white) - 4.478) < 0.001)
  }
}
