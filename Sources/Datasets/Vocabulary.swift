import Tensors

/// The tokens that a model knows, each with its number: the most frequent of the training texts.
///
///     let vocabulary = Vocabulary(of: training.texts, limit: 2000)
///     vocabulary.numbers("An unusually fine film")      // [12, 1, 83, 17]: 1 is unknown
public struct Vocabulary: Sendable, Equatable {
  /// The number of what fills a sequence up, in a vocabulary that was made here.
  public static let padding = 0
  /// The number of every token that is not in the vocabulary, likewise.
  public static let unknown = 1

  public let tokenizer: Tokenizer
  /// Token i has number i. In a vocabulary of words or characters the first two are "<padding>" and "<unknown>", the others follow by
  /// frequency.
  public let tokens: [String]
  /// The number of what fills a sequence up.
  public let paddingNumber: Int
  /// The number of every token that is not in the vocabulary; nil where every text can be spelled.
  public let unknownNumber: Int?
  private let numberOf: [String: Int]

  /// With tokens that are known, each once.
  init(_ tokens: [String], by tokenizer: Tokenizer, padding: Int, unknown: Int?) {
    self.tokens = tokens
    self.tokenizer = tokenizer
    paddingNumber = padding
    unknownNumber = unknown
    numberOf = Dictionary(uniqueKeysWithValues: tokens.enumerated().map { ($1, $0) })
  }

  /// - Parameters:
  ///   - texts: to train with, and no others.
  ///   - limit: how many numbers there are at most, padding and unknown among them.
  ///   - atLeast: how often a token must occur.
  public init(of texts: [String], by tokenizer: Tokenizer = .words, limit: Int? = nil, atLeast: Int = 1) {
    guard limit ?? 3 > 2, atLeast > 0 else {
      stop("Vocabulary expects a limit of at least 3 and atLeast of 1 or more; got \(limit ?? 3) and \(atLeast).")
    }
    var counts: [String: Int] = [:]
    for text in texts { for token in tokenizer(text) { counts[token, default: 0] += 1 } }
    let known = counts.filter { $0.value >= atLeast }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    self.init(
      ["<padding>", "<unknown>"] + known.prefix(limit.map { $0 - 2 } ?? known.count), by: tokenizer,
      padding: Self.padding, unknown: Self.unknown)
    guard tokens.count > 2 else {
      stop("Vocabulary expects texts with at least one token; \(texts.count) texts have none.")
    }
  }

  /// Every character of a text: `Vocabulary(of: [text], by: .characters)`.
  public init(characters text: String) { self.init(of: [text], by: .characters) }

  /// Every word of a text: `Vocabulary(of: [text])`.
  public init(words text: String) { self.init(of: [text]) }

  /// How many numbers there are, padding and unknown among them.
  public var count: Int { tokens.count }

  public func number(of token: String) -> Int {
    guard let number = numberOf[token] ?? unknownNumber else {
      stop("this vocabulary has no number for the token '\(token)', and none for what it does not know.")
    }
    return number
  }

  public func numbers(_ text: String) -> [Int] { tokenizer(text).map(number) }

  /// Numbers as text again, without padding.
  public func text(_ numbers: [Int]) -> String {
    if let wrong = numbers.first(where: { !tokens.indices.contains($0) }) {
      stop("text expects token numbers from 0 to \(count - 1); got \(wrong).")
    }
    return tokenizer.joined(numbers.filter { $0 != paddingNumber }.map { tokens[$0] })
  }

  /// Token numbers, made equally long with padding at their ends or cut there: [texts, length].
  ///
  /// - Parameter length: by default that of the longest.
  public func sequences(_ texts: [String], length: Int? = nil) -> NDArray {
    let numbers = texts.map(self.numbers)
    let length = length ?? Swift.max(numbers.map(\.count).max() ?? 0, 1)
    guard length > 0 else { stop("length must be at least 1; got \(length).") }
    return padded(numbers, to: length, with: paddingNumber)
  }

  /// How often each token occurs in each text, whatever their order: [texts, count].
  public func bagOfWords(_ texts: [String]) -> NDArray {
    var counts = [Double](repeating: 0, count: texts.count * count)
    for (row, text) in texts.enumerated() {
      for number in numbers(text) { counts[row * count + number] += 1 }
    }
    return NDArray(counts, shape: [texts.count, count])
  }
}

/// Rows of tokens, made equally long with padding at their ends or cut there: [rows, length].
func padded(_ rows: [[Int]], to length: Int, with padding: Int) -> NDArray {
  let numbers = rows.flatMap { row in
    row.prefix(length).map(Double.init) + [Double](repeating: Double(padding), count: max(length - row.count, 0))
  }
  return NDArray(numbers, shape: [rows.count, length])
}

extension Vocabulary: Codable {
  private enum Key: CodingKey { case tokenizer, tokens, paddingNumber, unknownNumber }

  public func encode(to encoder: any Encoder) throws {
    var keyed = encoder.container(keyedBy: Key.self)
    try keyed.encode(tokenizer, forKey: .tokenizer)
    try keyed.encode(tokens, forKey: .tokens)
    try keyed.encode(paddingNumber, forKey: .paddingNumber)
    try keyed.encode(unknownNumber, forKey: .unknownNumber)
  }

  public init(from decoder: any Decoder) throws {
    let keyed = try decoder.container(keyedBy: Key.self)
    let isOld = !keyed.contains(.paddingNumber)
    let tokens = try keyed.decode([String].self, forKey: .tokens)
    guard Set(tokens).count == tokens.count else {
      throw DecodingError.dataCorruptedError(forKey: .tokens, in: keyed, debugDescription: "a token comes twice.")
    }
    self.init(
      tokens, by: try keyed.decode(Tokenizer.self, forKey: .tokenizer),
      padding: isOld ? Self.padding : try keyed.decode(Int.self, forKey: .paddingNumber),
      unknown: isOld ? Self.unknown : try keyed.decode(Int?.self, forKey: .unknownNumber))
  }
}

extension Examples {
  /// For a model that tells the next token: windows of a long text one after another, and the same one token later.
  ///
  /// - Returns: inputs [n, length], targets [n, length].
  public static func nextTokens(_ numbers: [Int], length: Int) -> Examples {
    guard length > 0, numbers.count > length else {
      stop(
        "nextTokens expects more tokens than the length, at least \(Swift.max(length, 1) + 1); got \(numbers.count).")
    }
    let count = (numbers.count - 1) / length
    func windows(_ start: Int) -> NDArray {
      NDArray(numbers[start..<start + count * length].map(Double.init), shape: [count, length])
    }
    return Examples(inputs: windows(0), targets: windows(1))
  }
}
