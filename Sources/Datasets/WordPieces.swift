import Foundation

/// Cuts words into the longest parts that are known, from the left: "playing" is "play", "##ing". Schuster &
/// Nakajima 2012, doi:10.1109/ICASSP.2012.6289079; as here in Devlin et al. 2019, arXiv:1810.04805.
///
///     let vocabulary = Vocabulary.wordPieces(of: texts, limit: 1000)
///     let published = try Vocabulary.wordPieces(file: "vocab.txt")
public struct WordPieces: Sendable, Hashable, Codable {
  /// Parts that go on a word begin with "##".
  public let pieces: Set<String>
  /// Are letters made small, and their accents left out?
  public let isUncased: Bool
  /// A word of which some part is not known.
  static let unknown = "[UNK]"
  /// What a text is made of beside words: padding, what is unknown, its beginning, its end, and what is masked.
  static let special = ["[PAD]", unknown, "[CLS]", "[SEP]", "[MASK]"]
  private static let longestWord = 100

  func tokens(_ text: String) -> [String] { Self.words(text, isUncased: isUncased).flatMap(cut) }

  static func text(_ tokens: [String]) -> String {
    tokens.reduce(into: "") { text, token in
      text += continuing(token) ?? (text.isEmpty ? "" : " ") + token
    }
  }

  /// Without "##"; nil for a part that begins a word. A combining mark after it makes one character with the second #.
  static func continuing(_ piece: String) -> String? {
    piece.unicodeScalars.starts(with: "##".unicodeScalars) ? String(piece.unicodeScalars.dropFirst(2)) : nil
  }

  private func cut(_ word: String) -> [String] {
    if Self.special.contains(word) { return [word] }
    let letters = Array(word.unicodeScalars)
    guard letters.count <= Self.longestWord else { return [Self.unknown] }
    var (found, start): ([String], Int) = ([], 0)
    while start < letters.count {
      let ends = stride(from: letters.count, to: start, by: -1)
      let piece = ends.lazy.map { (Self.piece(letters[start..<$0], isFirst: start == 0), $0) }
        .first { pieces.contains($0.0) }
      guard let piece else { return [Self.unknown] }
      found.append(piece.0)
      start = piece.1
    }
    return found
  }

  private static func piece(_ letters: ArraySlice<UnicodeScalar>, isFirst: Bool) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: letters)
    return (isFirst ? "" : "##") + String(view)
  }

  /// One letter each, those after the first marked.
  static func letters(_ word: String) -> [String] {
    word.unicodeScalars.enumerated().map { ($0 == 0 ? "" : "##") + String($1) }
  }

  // MARK: - Words

  /// Between spaces and punctuation, each of which is a word of its own, and so is each Chinese character.
  static func words(_ text: String, isUncased: Bool) -> [String] {
    text.split(whereSeparator: \.isWhitespace).flatMap { part -> [String] in
      if special.contains(String(part)) { return [String(part)] }
      var plain = String(part)
      if isUncased { plain = plain.lowercased().decomposedStringWithCanonicalMapping }
      var (words, current): ([String], String.UnicodeScalarView) = ([], .init())
      func end() {
        if !current.isEmpty { words.append(String(current)) }
        current = .init()
      }
      for scalar in plain.unicodeScalars {
        let category = scalar.properties.generalCategory
        if [.control, .format, .privateUse, .unassigned].contains(category) || scalar.value == 0xFFFD { continue }
        if isUncased, category == .nonspacingMark { continue }
        if scalar.properties.isWhitespace {
          end()
        } else if isAlone(scalar, category) {
          end()
          words.append(String(scalar))
        } else {
          current.append(scalar)
        }
      }
      end()
      return words
    }
  }

  private static func isAlone(_ scalar: UnicodeScalar, _ category: Unicode.GeneralCategory) -> Bool {
    let value = scalar.value
    let isPunctuation =
      (33...47).contains(value) || (58...64).contains(value) || (91...96).contains(value) || (123...126).contains(value)
      || [
        .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
        .finalPunctuation, .otherPunctuation,
      ].contains(category)
    let isChinese =
      (0x4E00...0x9FFF).contains(value) || (0x3400...0x4DBF).contains(value) || (0x20000...0x2CEAF).contains(value)
      || (0xF900...0xFAFF).contains(value) || (0x2F800...0x2FA1F).contains(value)
    return isPunctuation || isChinese
  }
}
