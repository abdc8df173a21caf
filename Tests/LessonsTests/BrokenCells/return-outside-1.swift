// compile: return-outside at 1:1
return 3
