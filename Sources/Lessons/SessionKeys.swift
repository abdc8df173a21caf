import Foundation

extension Session {
  /// The keys of a cell's run, as far as they are known now.
  struct Standing: Equatable {
    /// Stands for the code and the seed, also of the cells that it needs, whatever they read.
    var code: Fingerprint
    /// Stands for the code, the seed, and the runs of the cells that it needs.
    var base: Fingerprint
    /// `base` with the present values of all that the cell read when it ran last. Two runs of one key show the same.
    var key: Fingerprint
    /// Whether it and the cells that it needs have run, here or before, so that it is known what they read.
    var isKnown: Bool
    /// Whether a later session may find the same key: neither it nor a cell that it needs is different each time.
    var isLasting: Bool
    /// A cell that it uses, itself or through others, and that did not run to its end: so it cannot run.
    var brokenUse: Int?
  }

  /// Whether later cells may rest on it: one that failed, or uses one that did, changes nothing.
  func isUsable(_ standing: Standing) -> Bool { standing.brokenUse == nil && !failed.contains(standing.key) }

  /// A run of this session.
  struct Run {
    var record: RunRecord
    /// Differs from every other run's.
    var number: Int
  }

  func standing(of index: Int) -> Standing? {
    let plan = plan
    return standings(for: plan.needed(before: index) + [index], plan)[index]
  }

  /// - Parameter indices: in order, each with the cells that it needs.
  func standings(for indices: [Int], _ plan: SessionPlan) -> [Int: Standing] {
    var found: [Int: Standing] = [:]
    for index in indices {
      guard let cell = compiled.first(where: { $0.cell.index == index }) else { continue }
      var base = Fingerprint(cell.module, cell.behaviour.description, environment.description)
      base.add("\(cell.cell.options.seed ?? constants.seed)")
      cell.cell.options.reads.forEach { base.add($0) }
      var code = base
      let earlier = plan.needed(before: index).compactMap { index in found[index].map { (index, $0) } }
        .filter { isUsable($0.1) }
      for (index, standing) in earlier {
        base.add("\(index) \(standing.key)")
        code.add("\(index) \(standing.code)")
      }
      var standing = standing(of: cell.cell, code, base)
      standing.isKnown = standing.isKnown && earlier.allSatisfy(\.1.isKnown)
      standing.isLasting = standing.isLasting && earlier.allSatisfy(\.1.isLasting)
      standing.brokenUse =
        (plan.effects[index]?.uses ?? []).sorted().lazy
        .compactMap { used in found[used].flatMap { self.failed.contains($0.key) ? used : $0.brokenUse } }.first
      found[index] = standing
    }
    return found
  }

  private func standing(of cell: Cell, _ code: Fingerprint, _ base: Fingerprint) -> Standing {
    var key = base
    let run = runs[base]
    guard let record = run?.record ?? keptRecord(base) else {
      key.add("unknown")
      return Standing(code: code, base: base, key: key, isKnown: false, isLasting: cell.options.cache)
    }
    guard cell.options.cache, record.varying.isEmpty else {
      key.add("run \(run?.number ?? 0)")
      return Standing(code: code, base: base, key: key, isKnown: run != nil, isLasting: false)
    }
    for reading in record.readings {
      key.add("\(reading.input.kind.rawValue) \(reading.input.name)")
      key.add(surroundings.value(of: reading.input))
    }
    return Standing(code: code, base: base, key: key, isKnown: true, isLasting: true)
  }

  /// Of a run of another session.
  private func keptRecord(_ base: Fingerprint) -> RunRecord? {
    if let known = keptRecords[base] { return known }
    guard let folder = cache.entry("reads", base),
      let bytes = try? Data(contentsOf: URL(fileURLWithPath: folder + "/reads.json")),
      let record = try? JSONDecoder().decode(RunRecord.self, from: bytes)
    else { return nil }
    keptRecords[base] = record
    return record
  }

  /// Keeps what a run read, so that a later session knows what to look at.
  func keep(_ record: RunRecord, _ base: Fingerprint) {
    guard keptRecord(base) != record else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    _ = try? cache.make("reads", base, replacing: true) { draft in
      try encoder.encode(record).write(to: URL(fileURLWithPath: draft + "/reads.json"))
    }
    keptRecords[base] = record
  }

  func record(_ base: Fingerprint) -> RunRecord? { runs[base]?.record ?? keptRecord(base) }

  private var environment: Fingerprint { (try? workshop().compiler.environment) ?? Fingerprint() }
}

// MARK: - One version for the whole page

extension Session {
  /// What the results on the page rest on, through all the cells that they need.
  private func readings(for indices: [Int], _ standings: [Int: Standing]) -> [CellInput: String] {
    var all: [CellInput: String] = [:]
    for index in indices {
      guard let base = standings[index]?.base, let record = record(base) else { continue }
      // What a cell makes, it may make anew.
      let made = Set(record.readings.filter { $0.input.kind == .made }.map(\.input.name))
      madeFiles.formUnion(made)
      for reading in record.readings { all[reading.input] = reading.value }
    }
    return all
  }

  /// Notes what a result rests on. Of several results in one page none may rest on another version than the rest: the
  /// name of what differs, and the cell that shows it as it was; nil: nothing does.
  func versionConflict(of index: Int, _ indices: [Int], _ standings: [Int: Standing]) -> (name: String, cell: Int)? {
    let mine = readings(for: indices, standings)
    pageReadings[index] = nil
    for (other, theirs) in pageReadings.sorted(by: { $0.key < $1.key }) where results[other] != nil {
      for (input, value) in theirs where input.kind != .made && !madeFiles.contains(input.name) {
        if let now = mine[input], now != value { return (input.name, other) }
      }
    }
    pageReadings[index] = mine
    return nil
  }

  /// Takes back results that rest on what is no longer so: a reader sees that these cells are to be run again.
  func dropOutdatedResults(except index: Int) {
    let plan = plan
    let standings = standings(for: compiled.map(\.cell.index), plan)
    for (other, key) in resultKeys where other != index && results[other] != nil {
      if let standing = standings[other], standing.key != key { results[other] = nil }
    }
  }
}
