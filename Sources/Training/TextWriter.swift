import Autodiff
import Networks
import Planning
import Tensors

/// Goes on with a text, token by token, by a model that tells the next one.
///
///     let writer = TextWriter(model)                                  // a LanguageModel
///     let start = vocabulary.numbers("ROMEO:")
///     print(vocabulary.text(writer.write(after: start, count: 60, by: Sampler(temperature: 0.8), seed: 1)))
///
/// Any function from token numbers [batch, time] to logits [batch, time, vocabulary] will do:
///
///     let writer = TextWriter(context: 32) { network($0) }
public struct TextWriter {
  /// How many tokens are read at most; nil: any number.
  public let context: Int?
  private let logits: (Tensor) -> Tensor
  private let type: ElementType
  /// Whose keys and values are kept; nil: all is read every time.
  private let cached: (any Layer)?
  private let threads: Int?

  /// - Parameters:
  ///   - usesCache: keys and values of the tokens read are kept, so that each new one costs one position.
  ///     The text is the same without.
  ///   - threads: that share the work where a cache is used; nil: as many as there are processors.
  public init(_ model: LanguageModel, usesCache: Bool = true, threads: Int? = nil) {
    self.init(model.context, model.tokens.table.elementType, cached: usesCache ? model : nil, threads) { model($0) }
  }

  /// - Parameters:
  ///   - context: how many tokens the function reads at most.
  ///   - type: of the token numbers that it is given.
  ///   - logits: [batch, time] → [batch, time, vocabulary].
  public init(context: Int? = nil, type: ElementType = .float32, _ logits: @escaping (Tensor) -> Tensor) {
    self.init(context, type, cached: nil, nil, logits)
  }

  /// A layer of your own whose attention is causal and whose positions are those of `pass.places(_:)`, with a cache.
  public init(caching model: any Layer, context: Int, type: ElementType = .float32, threads: Int? = nil) {
    self.init(context, type, cached: model, threads) { model($0) }
  }

  private init(
    _ context: Int?, _ type: ElementType, cached: (any Layer)?, _ threads: Int?,
    _ logits: @escaping (Tensor) -> Tensor
  ) {
    if let context, context < 1 { stop("TextWriter expects a context of at least 1; got \(context).") }
    self.context = context
    self.type = type
    self.cached = cached
    self.threads = threads
    self.logits = logits
  }

  /// The text and `count` tokens more, or fewer where the end comes before.
  ///
  /// - Parameters:
  ///   - text: token numbers, at least one.
  ///   - sampler: draws each token; `Sampler(temperature: 0)` always takes the likeliest.
  ///   - end: a token after which nothing follows.
  ///   - forgets: may the beginning be forgotten where the text becomes longer than the context? Then the last
  ///     tokens that fit are read, without a cache.
  public func write(
    after text: [Int], count: Int, by sampler: Sampler = Sampler(temperature: 0), end: Int? = nil,
    forgets: Bool = false,
    seed: UInt64 = RandomSource.currentSeed
  ) -> [Int] {
    check(text, count, forgets: forgets)
    var (tokens, random) = (text, RandomSource(seed: seed))
    let reader = reader(rows: 1, last: text.count + count, forgets: forgets)
    for _ in 0..<count {
      let logits = reader.next([tokens], origins: [0])
      let next = Int(sampler(logits: logits, using: &random)[at: 0])
      tokens.append(next)
      if next == end { break }
    }
    return tokens
  }

  func reader(rows: Int, last: Int, forgets: Bool = false) -> any TokenReader {
    if let cached, let context, last <= context {
      return CachedReader(cached, rows: rows, capacity: last, type: type, threads: threads)
    }
    return WholeReader(context: context, type: type, logits: logits)
  }

  func check(_ text: [Int], _ count: Int, forgets: Bool = false) {
    guard !text.isEmpty else { stop("TextWriter expects at least one token to go on from; got an empty text.") }
    guard count >= 0 else { stop("TextWriter expects a count of 0 or more; got \(count).") }
    if let wrong = text.first(where: { $0 < 0 }) { stop("TextWriter expects token numbers from 0; got \(wrong).") }
    if let context, text.count + count > context, !forgets {
      stop(
        "TextWriter reads \(context) tokens at most; \(text.count) and \(count) more are \(text.count + count). "
          + "Ask for fewer, or write forgets: true, and only the last \(context) are read.")
    }
  }
}

/// Tells the next token of several texts of one length.
protocol TokenReader {
  /// Logits of the token after each text, [rows, vocabulary].
  ///
  /// - Parameters:
  ///   - texts: each as it was the last time, with more tokens.
  ///   - origins: which row of the last time each goes on from.
  func next(_ texts: [[Int]], origins: [Int]) -> NDArray
}

/// Reads all of it every time.
private struct WholeReader: TokenReader {
  let context: Int?
  let type: ElementType
  let logits: (Tensor) -> Tensor

  func next(_ texts: [[Int]], origins: [Int]) -> NDArray {
    let read = texts.map { Array($0.suffix(context ?? $0.count)) }
    let numbers = NDArray(read.joined().map(Double.init), shape: [read.count, read[0].count], type: type)
    let x = Tensor(numbers, name: "tokens")
    return lastLogits(logits(x), of: x).value
  }
}

/// Reads what is new, and remembers the rest.
private final class CachedReader: TokenReader {
  private let model: any Layer
  private let cache: KeyValueCache
  private let type: ElementType
  private let threads: Int?
  private let state = PlanState()
  private var plans: [Int: (plan: Plan, x: Input, logits: Tensor)] = [:]
  private var read = 0

  init(_ model: any Layer, rows: Int, capacity: Int, type: ElementType, threads: Int?) {
    self.model = model
    self.type = type
    self.threads = threads
    cache = KeyValueCache(batch: rows, capacity: capacity, branches: rows > 1, type: type)
  }

  func next(_ texts: [[Int]], origins: [Int]) -> NDArray {
    let new = texts.map { $0[read...] }
    let (plan, x, logits) = self.plan(new[0].count)
    plan.set(x, NDArray(new.joined().map(Double.init), shape: x.shape, type: type))
    plan.set(cache.position, NDArray(scalar: Double(read), type: type))
    if let order = cache.origins { plan.set(order, NDArray(origins.map(Double.init), type: type)) }
    plan.run()
    read = texts[0].count
    return plan.value(of: logits)
  }

  private func plan(_ count: Int) -> (plan: Plan, x: Input, logits: Tensor) {
    if let made = plans[count] { return made }
    let x = Input("tokens", NDArray(repeating: 0, shape: [cache.batch, count], type: type))
    let pass = Pass(readingOn: cache)
    let logits = lastLogits(pass.run(model, on: x), of: x)
    do {
      let plan = try Plan(Program([logits], updates: pass.updates), threads: threads, state: state)
      let made = (plan: plan, x: x, logits: logits)
      plans[count] = made
      return made
    } catch {
      stop("this model was not compiled for writing: \(error)")
    }
  }
}

/// [batch, vocabulary] from [batch, time, vocabulary].
private func lastLogits(_ logits: Tensor, of x: Tensor) -> Tensor {
  let (batch, time) = (x.shape[0], x.shape[1])
  guard logits.rank == 3, logits.shape[0] == batch, logits.shape[1] == time else {
    stop(
      shapes: "TextWriter expects logits [batch, time, vocabulary], here [\(batch), \(time), …]; got \(logits.shape).")
  }
  return logits.slice(time - 1..<time, axis: 1).reshaped([batch, logits.shape[2]])
}
