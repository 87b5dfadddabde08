; literals: getenv env( $_ENV $_SERVER
((function_call_expression
  function: (name) @_function
  arguments: (arguments . (argument [(string) (encapsed_string)] @name))) @reference.env
  (#any-of? @_function "getenv" "env")
  (#match? @name "^.[A-Z][A-Z0-9_]*.$")
  (#set! role "getenv")
  (#set! optional))

((subscript_expression
  (variable_name) @_from
  [(string) (encapsed_string)] @name) @reference.env
  (#any-of? @_from "$_ENV" "$_SERVER")
  (#match? @name "^.[A-Z][A-Z0-9_]*.$")
  (#set! role "$_ENV")
  (#set! optional))
