; literals: os.environ getenv setenv
; `os.environ["X"]`; as the target of an assignment it is given.
((subscript
  value: [(identifier) @_from (attribute attribute: (identifier) @_from)]
  subscript: (string (string_start) . (string_content) @name . (string_end))) @reference.env
  (#eq? @_from "environ")
  (#set! role "environ"))

((assignment
  left: (subscript
    value: [(identifier) @_from (attribute attribute: (identifier) @_from)]
    subscript: (string (string_start) . (string_content) @name . (string_end)))) @definition.env
  (#eq? @_from "environ")
  (#set! role "environ"))

((delete_statement
  (subscript
    value: [(identifier) @_from (attribute attribute: (identifier) @_from)]
    subscript: (string (string_start) . (string_content) @name . (string_end)))) @definition.env
  (#eq? @_from "environ")
  (#set! role "environ"))

((call
  function: (attribute
    object: [(identifier) @_from (attribute attribute: (identifier) @_from)]
    attribute: (identifier) @_method)
  arguments: (argument_list . (string (string_start) . (string_content) @name . (string_end)))) @reference.env
  (#eq? @_from "environ")
  (#any-of? @_method "get" "pop")
  (#set! role "environ.get")
  (#set! optional))

((call
  function: (attribute
    object: [(identifier) @_from (attribute attribute: (identifier) @_from)]
    attribute: (identifier) @_method)
  arguments: (argument_list . (string (string_start) . (string_content) @name . (string_end)))) @definition.env
  (#eq? @_from "environ")
  (#eq? @_method "setdefault")
  (#set! role "environ.setdefault"))

((comparison_operator
  . (string (string_start) . (string_content) @name . (string_end))
  [(identifier) @_from (attribute attribute: (identifier) @_from)] .) @reference.env
  (#eq? @_from "environ")
  (#set! role "environ")
  (#set! optional))

((call
  function: [(identifier) @_function (attribute attribute: (identifier) @_function)]
  arguments: (argument_list . (string (string_start) . (string_content) @name . (string_end)))) @reference.env
  (#eq? @_function "getenv")
  (#set! role "getenv")
  (#set! optional))

((call
  function: (attribute attribute: (identifier) @_function)
  arguments: (argument_list . (string (string_start) . (string_content) @name . (string_end)))) @definition.env
  (#any-of? @_function "setenv" "delenv" "putenv")
  (#set! role "setenv"))
