// compile: guard-falls-through at 1:40
guard let x = Int("3") else { print(1) }
