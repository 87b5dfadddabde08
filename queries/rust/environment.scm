; literals: env::var env! option_env! set_var env(
; `env::var("X")`, `std::env::var_os("X")`.
((call_expression
  function: (scoped_identifier path: [(identifier) @_env (scoped_identifier name: (identifier) @_env)] name: (identifier) @_function)
  arguments: (arguments . (string_literal (string_content) @name))) @reference.env
  (#eq? @_env "env")
  (#any-of? @_function "var" "var_os")
  (#set! role "env::var")
  (#set! optional))

((call_expression
  function: (scoped_identifier path: [(identifier) @_env (scoped_identifier name: (identifier) @_env)] name: (identifier) @_function)
  arguments: (arguments . (string_literal (string_content) @name))) @definition.env
  (#eq? @_env "env")
  (#any-of? @_function "set_var" "remove_var")
  (#set! role "env::set_var"))

; What is unwrapped has no default.
((call_expression
  function: (field_expression
    value: (call_expression
      function: (scoped_identifier path: [(identifier) @_env (scoped_identifier name: (identifier) @_env)] name: (identifier) @_function)
      arguments: (arguments . (string_literal (string_content) @name)))
    field: (field_identifier) @_then)) @reference.env
  (#eq? @_env "env")
  (#any-of? @_function "var" "var_os")
  (#any-of? @_then "unwrap" "expect")
  (#set! role "env::var"))

((macro_invocation
  macro: (identifier) @_macro
  (token_tree . (string_literal (string_content) @name))) @reference.env
  (#any-of? @_macro "env" "option_env")
  (#set! role "env!")
  (#set! optional))

; `#[arg(env = "X")]` of clap.
((attribute_item (attribute arguments: (token_tree (identifier) @_key . (string_literal (string_content) @name)))) @reference.env
  (#eq? @_key "env")
  (#set! role "env")
  (#set! optional))
