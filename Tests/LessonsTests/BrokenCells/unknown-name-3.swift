// compile: unknown-name at 2:9
	let a = 1
	print(	b)
