// compile: missing-parentheses at 1:6
print "hello"
