// compile: extra-closing-brace at 1:1
}
