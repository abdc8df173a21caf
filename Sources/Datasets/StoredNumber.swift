import Tensors

/// How a safetensors file spells numbers, little-endian.
package enum StoredNumber: String, CaseIterable {
  case f64 = "F64"
  case f32 = "F32"
  case f16 = "F16"
  case bf16 = "BF16"
  case i64 = "I64"
  case i32 = "I32"
  case i16 = "I16"
  case i8 = "I8"
  case u8 = "U8"
  case bool = "BOOL"

  var byteCount: Int {
    switch self {
    case .f64, .i64: 8
    case .f32, .i32: 4
    case .f16, .bf16, .i16: 2
    case .i8, .u8, .bool: 1
    }
  }

  /// - Precondition: as many bytes as the shape's numbers have.
  package func array(_ bytes: ArraySlice<UInt8>, shape: Shape) -> NDArray {
    bytes.withUnsafeBytes { bytes in
      func each<Number>(_: Number.Type, _ value: (Number) -> Double, type: ElementType) -> NDArray {
        NDArray(
          (0..<shape.count).map {
            value(bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Number>.size, as: Number.self))
          }, shape: shape, type: type)
      }
      func single(_ value: (Int) -> Float) -> NDArray { NDArray(.float32((0..<shape.count).map(value)), shape: shape) }
      func half(_ index: Int) -> UInt16 { bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self) }
      switch self {
      case .f64: return each(Double.self, { $0 }, type: .float64)
      case .f32: return single { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
      case .f16: return single { halfPrecision(half($0)) }
      case .bf16: return single { Float(bitPattern: UInt32(half($0)) << 16) }
      case .i64: return each(Int64.self, { Double($0) }, type: .float64)
      case .i32: return each(Int32.self, { Double($0) }, type: .float64)
      case .i16: return each(Int16.self, { Double($0) }, type: .float32)
      case .i8: return each(Int8.self, { Double($0) }, type: .float32)
      case .u8, .bool: return each(UInt8.self, { Double($0) }, type: .float32)
      }
    }
  }
}

/// IEEE 754 binary16, exactly: 1 bit of sign, 5 of exponent, 10 of fraction.
private func halfPrecision(_ bits: UInt16) -> Float {
  let sign: Float = bits >> 15 == 0 ? 1 : -1
  let (exponent, fraction) = (Int(bits >> 10 & 31), Float(bits & 1023))
  switch exponent {
  case 0: return sign * fraction * 0x1p-24
  case 31: return fraction == 0 ? sign * .infinity : .nan
  default: return sign * (1024 + fraction) * Float(sign: .plus, exponent: exponent - 25, significand: 1)
  }
}
