import Foundation
import Testing

@Suite("ranks that are processes", .serialized) struct ProcessTests {
  @Test func anyNumberOfRanksReachesTheSameWeights() throws {
    let one = try Trial("train", ranks: 1)
    #expect(one.numbers(0).count == 20 && one.numbers(1).count == 51)
    for ranks in 2...4 {
      let several = try Trial("train", ranks: ranks)
      for line in 0...1 {
        let (expected, got) = (one.numbers(line), several.numbers(line))
        #expect(expected.count == got.count)
        for (a, b) in zip(expected, got) { #expect(abs(a - b) <= 1e-12, "\(ranks) ranks") }
      }
    }
  }

  @Test(arguments: [2, 3, 4]) func theSameBitsOnRepeatAndInTheSimulation(ranks: Int) throws {
    let first = try Trial("train", ranks: ranks).lines.prefix(2)
    #expect(try Trial("train", ranks: ranks).lines.prefix(2) == first)
    #expect(try Trial("simulate", ranks: ranks).lines.prefix(2) == first)
    #expect(try Trial("local", ranks: ranks).lines.prefix(2) == Trial("local-simulated", ranks: ranks).lines.prefix(2))
  }

  @Test func messagesAndSumsArriveWhole() throws {
    let trial = try Trial("messages", ranks: 4)
    for rank in 0..<4 {
      let before = (rank + 3) % 4
      // Terms in the order of the ranks.
      let (first, last) = (0.0, Double(299_999 % 7) * 0.1)
      func sum(_ x: Double) -> Double { (1..<4).reduce(x + 0) { $0 + (x + Double($1)) } }
      #expect(trial.numbers(rank) == [Double(199_999 + before), 1, sum(first), sum(last), 3])
    }
  }

  @Test(arguments: [
    ("kill", "rank 1 of 3", "was ended by signal 9"), ("trap", "rank 1 of 3", "stopped: out of patience."),
    ("leave", "rank 1 of 3", "left with status 3."), ("hang", "rank 1 of 3", "hung at step 5: rank 0 waits in a sum"),
    ("freeze", "rank 1 of 3", "stopped at step 5"),
  ])
  func aRankThatFailsIsReported(word: String, name: String, what: String) throws {
    let trial = try Trial(word, ranks: 3)
    #expect(trial.problem.hasPrefix("problem: \(name) (host \(ProcessInfo.processInfo.hostName))"), "\(trial.problem)")
    #expect(trial.problem.contains(what), "\(trial.problem)")
    #expect(trial.ranks == "ranks: [1] step: 5")
    #expect(trial.seconds < 2)
  }

  @Test(arguments: [
    ("part", "rank 1 of 3", "returned at step 0: rank 0 waits at a barrier"),
    ("deadlock", "The ranks wait for each other", "rank 2 waits to receive from rank 0"),
    ("differ", "rank", "the same program; rank 1 of 3 has another than rank 0"),
    ("shapes", "rank", "rank 1 of 3 brings another than rank 0"),
    ("throw", "rank 1 of 3", "doesn’t exist"), ("cancel", "All 3 ranks were ended, as asked for.", ""),
    ("none", "A parallel program expects from 1 to 64 ranks; got 0.", ""),
  ])
  func aProgramThatIsWrongIsRefused(word: String, start: String, what: String) throws {
    let trial = try Trial(word, ranks: 3)
    #expect(trial.problem.hasPrefix("problem: \(start)"), "\(trial.problem)")
    #expect(what.isEmpty || trial.problem.contains(what), "\(trial.problem)")
    #expect(trial.seconds < 2)
  }

  @Test func moreRanksThanExamplesAreRefused() throws {
    #expect(try Trial("crowd", ranks: 5).problem.contains("a batch has 4 for 5 ranks"))
    #expect(try Trial("crowd", ranks: 2).problem.contains("the last batch of an epoch has 1 for 2 ranks"))
  }

  @Test func nothingIsLeftAfterAHundredRuns() throws {
    let before = try FileManager.default.contentsOfDirectory(atPath: "/dev/shm").count
    let trial = try Trial("often", ranks: 3)
    // Standard input, output and error, and the folder that is listed; what the runtime opens once.
    let open = try #require(trial.lines.first { $0.hasPrefix("open: ") }.flatMap { Int($0.dropFirst(6)) })
    #expect(open < 10)
    #expect(trial.lines.contains("children: -1"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: "/dev/shm").count <= before)
  }
}
