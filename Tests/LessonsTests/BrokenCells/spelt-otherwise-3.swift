// compile: spelt-otherwise at 1:7
print(len([1,2]))
