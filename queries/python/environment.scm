; literals: environ getenv
; `os.environ["X"]`, `os.environ.get("X")`, `os.getenv("X")`, `environ.get("X")`.
((subscript
  value: [(identifier) @_from (attribute attribute: (identifier) @_from)]
  subscript: (string (string_content) @name)) @reference.env
  (#eq? @_from "environ")
  (#set! role "environ"))

((call
  function: (attribute
    object: [(identifier) @_from (attribute attribute: (identifier) @_from)]
    attribute: (identifier) @_method)
  arguments: (argument_list . (string (string_content) @name))) @reference.env
  (#eq? @_from "environ")
  (#any-of? @_method "get" "pop" "setdefault")
  (#set! role "environ.get")
  (#set! optional))

((call
  function: [(identifier) @_function (attribute attribute: (identifier) @_function)]
  arguments: (argument_list . (string (string_content) @name))) @reference.env
  (#eq? @_function "getenv")
  (#set! role "getenv")
  (#set! optional))
