// compile: missing-try at 2:6
func f() throws {}
do { f() } catch {}
