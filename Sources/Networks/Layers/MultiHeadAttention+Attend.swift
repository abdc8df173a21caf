import Autodiff
import Tensors

extension MultiHeadAttention {
  /// Attention to x itself or to another sequence, of which not everything need be seen.
  ///
  ///     let (z, weights) = attention.attend(x, to: memory, lengths: lengths, in: pass)
  ///
  /// - Parameters:
  ///   - x: [batch, time, width]: who asks.
  ///   - source: [batch, places, source width]: who is asked; nil: x.
  ///   - mask: [time, places] or [batch, time, places], 1 where a step may see a place, 0 where not; each may see
  ///     one at least.
  ///   - lengths: [batch], how many places each source has, from 1; what follows is never read.
  /// - Returns: [batch, time, width]; and what each head of each step saw where, [batch, heads, time, places], rows
  ///   that sum to 1, before dropout.
  public func attend(
    _ x: Tensor, to source: Tensor? = nil, mask: Tensor? = nil, lengths: Tensor? = nil, in pass: Pass
  ) -> (output: Tensor, weights: Tensor) {
    check(x, { $0.rank == 3 && $0[2] == width && $0[1] > 0 }, wanted: "[batch, time, \(width)]")
    check(
      source ?? x, { $0.rank == 3 && $0[2] == sourceWidth && $0[0] == x.shape[0] && $0[1] > 0 },
      wanted: "a source [\(x.shape[0]), places, \(sourceWidth)]")
    checkMask(mask, x.shape, places: (source ?? x).shape[1])
    if pass.cache != nil, source == nil { checkReadingOn(mask, lengths) }
    let lengths = SequenceLengths(lengths, of: source ?? x, signature)
    return module(name) {
      let (batch, time) = (x.shape[0], x.shape[1])
      let seen = source.map { lengths?.cleared($0) ?? $0 }
      let part = projected(lengths.map { source == nil ? $0.cleared(x) : x } ?? x, seen, in: pass)
      let query = part(0) * (1 / Double(width / heads).squareRoot())
      let cached =
        source == nil
        ? pass.cache.map { $0.extended(output.weights, keys: part(1), values: part(2), in: pass) } : nil
      let scores = query.matmul((cached?.keys ?? part(1)).transposed())
      let weights = softmax(limited(scores, mask, lengths, isOwn: source == nil, in: pass)).named("attention")
      let kept = dropout.map { pass.run($0, on: weights) } ?? weights
      let gathered = kept.matmul(cached?.values ?? part(2))
      return (output(gathered.transposed([0, 2, 1, 3]).reshaped([batch, time, width])), weights)
    }
  }

  /// Queries, keys and values by their number, [batch, heads, time, width / heads] each.
  private func projected(_ x: Tensor, _ source: Tensor?, in pass: Pass) -> (Int) -> Tensor {
    let joint = projections.count == 1 && source == nil ? projections[0](x) : nil
    func columns(_ number: Int) -> Range<Int> { number * width..<(number + 1) * width }
    return { number in
      let from = number == 0 ? x : source ?? x
      let all =
        if let joint { joint.slice(columns(number), axis: 2) } else if self.projections.count == 3 {
          self.projections[number](from)
        } else {
          self.part(columns(number), of: from)
        }
      let cut = all.reshaped([from.shape[0], from.shape[1], self.heads, self.width / self.heads]).transposed([
        0, 2, 1, 3,
      ])
      return self.isRotary && number < 2 ? rotated(cut, in: pass) : cut
    }
  }

  /// Some columns of the joint projection.
  private func part(_ columns: Range<Int>, of x: Tensor) -> Tensor {
    let z = x.matmul(projections[0].weights.slice(columns, axis: 1))
    return projections[0].bias.map { z + $0.slice(columns) } ?? z
  }

  /// Scores [batch, heads, time, places], so low where nothing may be seen that the softmax gives exactly 0.
  private func limited(
    _ scores: Tensor, _ mask: Tensor?, _ lengths: SequenceLengths?, isOwn: Bool, in pass: Pass
  ) -> Tensor {
    let (batch, time, places) = (scores.shape[0], scores.shape[2], scores.shape[3])
    if isCausal, isOwn, mask == nil, lengths == nil, pass.cache == nil {
      let numbers = (0..<time).flatMap { i in (0..<time).map { j in j <= i ? 0 : -1e9 } }
      return scores + Tensor(NDArray(numbers, shape: [time, time], type: scores.elementType), name: "mask")
    }
    var allowed: [Tensor] = []
    if isCausal, isOwn {
      let columns = Tensor(NDArray((0..<places).map(Double.init), type: scores.elementType), name: "columns")
      allowed.append(columns .<= pass.places(time, type: scores.elementType).reshaped([time, 1]))
    }
    if let lengths { allowed.append(lengths.mask.reshaped([batch, 1, 1, places])) }
    if let mask { allowed.append(mask.rank == 2 ? mask : mask.reshaped([batch, 1, time, places])) }
    guard let first = allowed.first else { return scores }
    let all = allowed.dropFirst().reduce(first, *).named("may see")
    return select(all, scores, -1e9)
  }

  private func checkMask(_ mask: Tensor?, _ x: Shape, places: Int) {
    guard let mask else { return }
    let (batch, time) = (x[0], x[1])
    guard mask.shape == [time, places] || mask.shape == [batch, time, places] else {
      stop(
        shapes:
          "\(signature) expects a mask [\(time), \(places)] or [\(batch), \(time), \(places)]; got \(mask.shapeText).")
    }
    guard let numbers = mask.contents?.doubles else { return }
    if let wrong = numbers.first(where: { $0 != 0 && $0 != 1 }) {
      stop("\(signature) expects a mask of 1, may see, and 0, may not; got \(wrong).")
    }
    if let row = (0..<numbers.count / places).first(where: { !numbers[$0 * places..<($0 + 1) * places].contains(1) }) {
      stop("\(signature) expects a mask by which every step sees something; got step \(row % time) that sees nothing.")
    }
  }

  private func checkReadingOn(_ mask: Tensor?, _ lengths: Tensor?) {
    guard isCausal, mask == nil, lengths == nil else {
      stop(
        "\(signature) is read on from a cache, which expects causal attention without a mask and lengths: what was "
          + "read before cannot see what comes now.")
    }
  }
}
