import Tensors

// Convolution of images, and its two gradients. All three are sums of the same products x · w, each of which belongs to
// one z; so the derivative of any of them is made of the other two.
//
// x: images [n, height, width, c], w: filters [window height, window width, c / groups, f], z: [n, rows, columns, f]
extension Primitive {
  static let convolutions: [Primitive] = [convolution, convolutionInputGradient, convolutionFilterGradient]

  /// Z = X ∗ W: at each position of a window over each image, the products of the pixels under it with each filter,
  /// summed. (Mathematics calls that a cross-correlation, and convolution what has W mirrored.) LeCun et al. 1989,
  /// doi:10.1162/neco.1989.1.4.541.
  ///
  /// X: [n, height, width, c], W: [window height, window width, c / groups, f] → [n, rows, columns, f].
  public static let convolution: Primitive = Primitive(
    "convolution", computation: .convolution(.forward), symbol: "∗", formula: "Z = X ∗ W",
    localDerivatives: ["∗ᵀ W", "X ∗ᵂ"],
    operandNames: ["X", "W"], operandCount: 2,
    kernel: Kernel(float32: { forward($0, Float.self) }, float64: { forward($0, Double.self) }),
    samples: convolutionSamples { s in Sample(s.x, s.w, attributes: s.attributes) },
    shape: { s, attributes throws(ShapeProblem) in
      try ConvolutionShapes("convolution", attributes, x: s[0], w: s[1]).z
    },
    derivative: { d in
      d.forEachOperand(
        { convolutionInputGradient(d.upstream, d.y, attributes: d.attributes) },
        { convolutionFilterGradient(d.x, d.upstream, attributes: d.attributes) })
    },
    flops: { s, z in 2 * z.count * s[1][0] * s[1][1] * s[1][2] },
    element: { c in
      let place = Places(
        c.attributes.convolution!, channelsPerGroup: c.operands[1].shape[2], filters: c.result.shape[3])
      return products(c, place.under(position: c.index))
    })

  /// ∂L/∂X from U = ∂L/∂Z: what each pixel was multiplied with, times the gradient of the sum it went into.
  ///
  /// U: [n, rows, columns, f], W: [window height, window width, c / groups, f] → [n, height, width, c].
  public static let convolutionInputGradient: Primitive = Primitive(
    "convolutionInputGradient", computation: .convolution(.inputGradient), symbol: "∗ᵀ",
    formula: "∂L/∂X = U ∗ᵀ W, where U = ∂L/∂(X ∗ W)",
    localDerivatives: ["∗ W", "∗ᵂ U"], operandNames: ["U", "W"], operandCount: 2,
    kernel: Kernel(float32: { toInput($0, Float.self) }, float64: { toInput($0, Double.self) }),
    samples: convolutionSamples { s in Sample(s.z, s.w, attributes: s.attributes) },
    shape: { s, attributes throws(ShapeProblem) in
      try ConvolutionShapes("convolutionInputGradient", attributes, w: s[1], z: s[0]).x
    },
    derivative: { d in
      d.forEachOperand(
        { convolution(d.upstream, d.y, attributes: d.attributes) },
        { convolutionFilterGradient(d.upstream, d.x, attributes: d.attributes) })
    },
    flops: { s, _ in 2 * s[0].count * s[1][0] * s[1][1] * s[1][2] },
    element: { c in
      let w = c.operands[1].shape
      return products(
        c, Places(c.attributes.convolution!, channelsPerGroup: w[2], filters: w[3]).over(pixel: c.index))
    })

  /// ∂L/∂W from U = ∂L/∂Z: each pixel that a filter's number was multiplied with, times the gradient of the sum it went
  /// into, over all images and positions.
  ///
  /// X: [n, height, width, c], U: [n, rows, columns, f] → [window height, window width, c / groups, f].
  public static let convolutionFilterGradient: Primitive = Primitive(
    "convolutionFilterGradient", computation: .convolution(.filterGradient), symbol: "∗ᵂ",
    formula: "∂L/∂W = X ∗ᵂ U, where U = ∂L/∂(X ∗ W)",
    localDerivatives: ["U ∗ᵀ", "X ∗"], operandNames: ["X", "U"], operandCount: 2,
    kernel: Kernel(float32: { toFilters($0, Float.self) }, float64: { toFilters($0, Double.self) }),
    samples: convolutionSamples { s in Sample(s.x, s.z, attributes: s.attributes) },
    shape: { s, attributes throws(ShapeProblem) in
      try ConvolutionShapes("convolutionFilterGradient", attributes, x: s[0], z: s[1]).w
    },
    derivative: { d in
      d.forEachOperand(
        { convolutionInputGradient(d.y, d.upstream, attributes: d.attributes) },
        { convolution(d.x, d.upstream, attributes: d.attributes) })
    },
    flops: { s, w in 2 * s[1].count * w[0] * w[1] * w[2] },
    element: { c in
      let w = c.result.shape
      let place = Places(c.attributes.convolution!, channelsPerGroup: w[2], filters: w[3])
      return products(c, place.through(weight: c.index, images: c.operands[0].shape[0]))
    })
}

/// The shapes of a convolution: any two give the third.
private struct ConvolutionShapes {
  let x: Shape
  let w: Shape
  let z: Shape

  init(
    _ name: String, _ attributes: Attributes, x: Shape? = nil, w: Shape? = nil, z: Shape? = nil
  ) throws(ShapeProblem) {
    guard let geometry = attributes.convolution, geometry.isValid else {
      throw ShapeProblem("\(name) expects a window and groups, each of size 1 or more; got \(attributes).")
    }
    let (vertical, horizontal) = (geometry.vertical, geometry.horizontal)
    guard vertical.positions > 0, horizontal.positions > 0 else {
      throw ShapeProblem(
        "\(name) expects images that the window fits into; got \(geometry). Padding would make room.")
    }
    let given = [x, w, z].compactMap { $0 }
    guard given.allSatisfy({ $0.rank == 4 && $0.sizes.allSatisfy { $0 < 1 << 32 } }) else {
      throw ShapeProblem(
        "\(name) expects operands of 4 axes, none longer than 2³²; got \(given[0]) and \(given[1]).")
    }
    let channels = x?[3] ?? w![2] * geometry.groups
    let filters = w?[3] ?? z![3]
    let images = x?[0] ?? z![0]
    self.x = [images, vertical.size, horizontal.size, channels]
    self.w = [vertical.window, horizontal.window, channels / geometry.groups, filters]
    self.z = [images, vertical.positions, horizontal.positions, filters]
    let divides = channels % geometry.groups == 0 && filters % geometry.groups == 0
    guard divides, x ?? self.x == self.x, w ?? self.w == self.w, z ?? self.z == self.z else {
      throw ShapeProblem(
        "\(name) of \(geometry) expects images [n, \(vertical.size), \(horizontal.size), c], filters "
          + "[\(vertical.window), \(horizontal.window), c\(geometry.groups == 1 ? "" : " / \(geometry.groups)"), f] and "
          + "results [n, \(vertical.positions), \(horizontal.positions), f]; got \(given[0]) and \(given[1])."
          + (geometry.groups == 1 ? "" : " The groups must divide c and f."))
    }
  }
}

// MARK: - Kernels

private func forward<S: Scalar>(_ call: KernelCall, _: S.Type) {
  let (x, w) = (call.operands[0].shape, call.operands[1].shape)
  convolve(
    call.operand(0, as: S.self), call.operand(1, as: S.self), into: call.result(as: S.self),
    ConvolutionSizes(images: x[0], channels: x[3], filters: w[3], call.attributes.convolution!))
}

private func toInput<S: Scalar>(_ call: KernelCall, _: S.Type) {
  let (u, x) = (call.operands[0].shape, call.result.shape)
  convolveToInput(
    call.operand(0, as: S.self), call.operand(1, as: S.self), into: call.result(as: S.self),
    ConvolutionSizes(images: x[0], channels: x[3], filters: u[3], call.attributes.convolution!))
}

private func toFilters<S: Scalar>(_ call: KernelCall, _: S.Type) {
  let (x, u) = (call.operands[0].shape, call.operands[1].shape)
  convolveToFilters(
    call.operand(0, as: S.self), call.operand(1, as: S.self), into: call.result(as: S.self),
    ConvolutionSizes(images: x[0], channels: x[3], filters: u[3], call.attributes.convolution!))
}

// MARK: - Explanations

/// Which elements of x, w and z belong together, found from either of the three.
private struct Places {
  let geometry: ConvolutionGeometry
  let channelsPerGroup: Int
  let filtersPerGroup: Int

  init(_ geometry: ConvolutionGeometry, channelsPerGroup: Int, filters: Int) {
    self.geometry = geometry
    self.channelsPerGroup = channelsPerGroup
    filtersPerGroup = filters / geometry.groups
  }

  /// Of one z: each x with its w.
  func under(position z: [Int]) -> [([Int], [Int])] {
    let firstChannel = z[3] / filtersPerGroup * channelsPerGroup
    return pairs(geometry.vertical.pixels(at: z[1]), geometry.horizontal.pixels(at: z[2])) { row, column in
      (0..<channelsPerGroup).map { channel in
        ([z[0], row.pixel, column.pixel, firstChannel + channel], [row.place, column.place, channel, z[3]])
      }
    }
  }

  /// Of one x: each z with its w.
  func over(pixel x: [Int]) -> [([Int], [Int])] {
    let firstFilter = x[3] / channelsPerGroup * filtersPerGroup
    return pairs(geometry.vertical.positions(over: x[1]), geometry.horizontal.positions(over: x[2])) { row, column in
      (firstFilter..<firstFilter + filtersPerGroup).map { filter in
        ([x[0], row.position, column.position, filter], [row.place, column.place, x[3] % channelsPerGroup, filter])
      }
    }
  }

  /// Of one w: each x with its z.
  func through(weight w: [Int], images: Int) -> [([Int], [Int])] {
    let channel = w[3] / filtersPerGroup * channelsPerGroup + w[2]
    let rows = geometry.vertical.positions(of: w[0])
    let columns = geometry.horizontal.positions(of: w[1])
    return (0..<images).flatMap { image in
      pairs(rows, columns) { row, column in
        [([image, row.pixel, column.pixel, channel], [image, row.position, column.position, w[3]])]
      }
    }
  }

  private func pairs<Place>(
    _ rows: [Place], _ columns: [Place], _ elements: (Place, Place) -> [([Int], [Int])]
  ) -> [([Int], [Int])] {
    rows.flatMap { row in columns.flatMap { column in elements(row, column) } }
  }
}

/// "0.5 · 2 + 1 · (−1)" of the elements of both operands at pairs of indices.
private func products(_ c: ElementContext, _ pairs: [([Int], [Int])]) -> Explanation {
  let (x, y) = (c.operands[0], c.operands[1])
  return Explanation(
    c.sum(ofProducts: pairs.map { i, j in (x[at: x.shape.offset(of: i)!], y[at: y.shape.offset(of: j)!]) }))
}

// MARK: - Samples

private struct SampleShapes {
  let attributes: Attributes
  let x: Shape
  let w: Shape
  let z: Shape
}

/// Strides, padding, dilation, groups, and no image at all.
private func convolutionSamples(_ sample: (SampleShapes) -> Sample) -> [Sample] {
  func shapes(
    _ x: Shape, filters w: Shape, strides: (Int, Int) = (1, 1), padding: Padding = .valid,
    dilations: (Int, Int) = (1, 1), groups: Int = 1
  ) -> Sample {
    let window = WindowGeometry(
      image: (x[1], x[2]), window: (w[0], w[1]), strides: strides, padding: padding, dilations: dilations)
    let z: Shape = [x[0], window.vertical.positions, window.horizontal.positions, w[3]]
    let attributes = Attributes.convolution(ConvolutionGeometry(window, groups: groups))
    return sample(SampleShapes(attributes: attributes, x: x, w: w, z: z))
  }
  return [
    shapes([1, 3, 3, 1], filters: [2, 2, 1, 1]), shapes([2, 1, 4, 2], filters: [1, 2, 2, 2]),
    shapes([1, 4, 5, 1], filters: [2, 3, 1, 1], strides: (2, 2), padding: .same),
    shapes(
      [1, 2, 3, 4], filters: [2, 1, 2, 2], padding: .pixels(top: 1, left: 0, bottom: 0, right: 1), groups: 2),
    shapes([1, 5, 4, 1], filters: [2, 2, 1, 2], strides: (1, 2), dilations: (3, 1)),
    shapes([0, 2, 2, 1], filters: [1, 1, 1, 1]),
  ]
}
