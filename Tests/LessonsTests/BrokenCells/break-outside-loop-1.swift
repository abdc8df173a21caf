// compile: break-outside-loop at 1:1
break
