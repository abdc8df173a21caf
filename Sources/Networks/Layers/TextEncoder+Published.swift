extension TextEncoder {
  /// What a parameter of an encoder that is loaded by itself is called in files of BERT and its relatives:
  /// "encoder.layers.block 1.attention.q.w" is "encoder.layer.0.attention.self.query.weight". Their names are those of Hugging
  /// Face's BertModel; the weights come from Devlin et al. 2019, arXiv:1810.04805, and others.
  ///
  ///     let encoder = TextEncoder(.bertBase, vocabulary: 30522, context: 512, gives: .states)
  ///     try encoder.loadWeights(
  ///       from: "model.safetensors", layout: .pyTorch, partially: true, naming: TextEncoder.nameInBERT)
  ///
  /// `partially: true` leaves what the file has besides, such as the pooler of an encoder that gives states. The encoder must be
  /// as the file's: normalised after, with projections apart, as `.bertBase` is.
  public static func nameInBERT(_ name: String) -> [String] {
    let words = name.split(separator: ".").map(String.init)
    guard words.count > 2, let role = roles[words[words.count - 1]] else { return [name] }
    let place = words[1..<words.count - 1]
    guard place.first == "layers", place.count > 2, let number = Int(words[2].dropFirst("block ".count)) else {
      let part = place.joined(separator: ".")
      return [(outside[part] ?? part) + role]
    }
    let part = place.dropFirst(2).joined(separator: ".")
    return ["encoder.layer.\(number - 1).\(inLayer[part] ?? part)\(role)"]
  }

  private static let roles = ["w": ".weight", "b": ".bias", "gain": ".weight", "table": ".weight"]
  private static let outside = [
    "tokens": "embeddings.word_embeddings", "positions": "embeddings.position_embeddings",
    "segments": "embeddings.token_type_embeddings", "norm": "embeddings.LayerNorm", "pooler": "pooler.dense",
  ]
  private static let inLayer = [
    "attention.q": "attention.self.query", "attention.k": "attention.self.key", "attention.v": "attention.self.value",
    "attention.output": "attention.output.dense", "attention norm": "attention.output.LayerNorm",
    "feed forward.dense 1": "intermediate.dense", "feed forward.dense 2": "output.dense",
    "feed forward norm": "output.LayerNorm",
  ]
}
