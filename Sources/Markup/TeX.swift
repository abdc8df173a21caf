/// TeX maths in one line of Unicode.
public func unicode(tex: String) -> String { tex }
