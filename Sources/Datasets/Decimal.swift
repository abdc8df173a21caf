/// A finite decimal number, or nil: "inf", "nan" and hexadecimal are none.
///
/// Up to 15 digits the quotient of two exact numbers is the nearest one (Clinger 1990); others go the long way.
func decimal(_ bytes: ArraySlice<UInt8>) -> Double? {
  var (mantissa, digits, decimals, hasPoint) = (0, 0, 0, false)
  let isNegative = bytes.first == UInt8(ascii: "-")
  for byte in isNegative ? bytes.dropFirst() : bytes {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9") where digits < 15:
      mantissa = mantissa * 10 + Int(byte - UInt8(ascii: "0"))
      digits += 1
      decimals += hasPoint ? 1 : 0
    case UInt8(ascii: ".") where !hasPoint: hasPoint = true
    default: return longDecimal(bytes)
    }
  }
  guard digits > 0 else { return nil }
  let magnitude = Double(mantissa) / powersOfTen[decimals]
  return isNegative ? -magnitude : magnitude
}

private let powersOfTen: [Double] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
]

private func longDecimal(_ bytes: ArraySlice<UInt8>) -> Double? {
  guard bytes.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }),
    let value = Double(String(decoding: bytes, as: UTF8.self)), value.isFinite
  else { return nil }
  return value
}
